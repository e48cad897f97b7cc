using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace PerfHarness.MSBuild;

/// <summary>Reports findings to MSBuild in its canonical form.</summary>
/// <param name="defaultFile">What a finding without a source position points to.</param>
internal sealed class FindingLog(TaskLoggingHelper log, string defaultFile)
{
    /// <summary>Errors reported so far.</summary>
    public int Errors { get; private set; }

    public void Write(MessageLevel level, int code, string text) => Write(level, null, 0, 0, code, text);

    public void Write(MessageLevel level, CanonicalMessage message, string? file) =>
        Write(level, file, message.Line, message.Column, message.Code, message.Text);

    private void Write(MessageLevel level, string? file, int line, int column, int code, string text)
    {
        var name = "PH" + code.ToString("D4", CultureInfo.InvariantCulture);
        file ??= defaultFile;
        switch (level)
        {
            case MessageLevel.Error:
                Errors++;
                log.LogError(null, name, null, file, line, column, 0, 0, "{0}", text);
                break;
            case MessageLevel.Warning:
                log.LogWarning(null, name, null, file, line, column, 0, 0, "{0}", text);
                break;
            default:
                log.LogMessage(null, name, null, file, line, column, 0, 0, MessageImportance.Normal, "{0}", text);
                break;
        }
    }
}
