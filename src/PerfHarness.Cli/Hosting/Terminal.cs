using System.Text;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Hosting;

/// <summary>
/// Standard output and standard error. Standard output carries only the requested output; progress and diagnostics go to
/// standard error. Output to a closed pipe (<c>| head</c>) is silently dropped.
/// </summary>
internal sealed class Terminal : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private Stream? _outputStream;
    private StreamWriter? _output;
    private StreamWriter? _error;

    /// <summary>Standard output for bulk writers, which buffer themselves.</summary>
    public Stream OutputStream => _outputStream ??= Console.OpenStandardOutput();

    public TextWriter Output => _output ??= new StreamWriter(OutputStream, Utf8, 1 << 15) { NewLine = "\n" };

    public TextWriter Error => _error ??= new StreamWriter(Console.OpenStandardError(), Utf8, 1 << 12) { AutoFlush = true, NewLine = "\n" };

    /// <summary>Standard output is a terminal with cursor control.</summary>
    public bool IsOutputTerminal { get; } = !Console.IsOutputRedirected && !IsDumb;

    /// <summary>False if NO_COLOR (no-color.org) is set and not empty.</summary>
    public static bool CanUseColors => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";

    /// <summary>One diagnostic in canonical form on standard error; a file below the current folder is shown by its relative path.</summary>
    public void Report(Diagnostic diagnostic) => Error.WriteLine((diagnostic with { File = ToRelativePath(diagnostic.File) }).ToString());

    public void Report(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Report(diagnostic);
        }
    }

    private static string? ToRelativePath(string? file)
    {
        var folder = Environment.CurrentDirectory + "/";
        return file is not null && file.Length > folder.Length && file.StartsWith(folder, StringComparison.Ordinal)
            ? file[folder.Length..]
            : file;
    }

    public void Dispose()
    {
        _output?.Flush();
        _error?.Flush();
    }
}
