using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// Whose perf maps and jitdumps are believed. Anyone may write to <c>/tmp</c>, so a map must belong to the process's user, to
/// us or to root, must be a regular file and no link, and must not be older than the process.
/// </summary>
/// <param name="ProcessUserId">User id of the process, where it is known.</param>
/// <param name="NotBefore">When the process was started, where that is known: process numbers are reused, and an older file is another's.</param>
internal sealed record JitFileTrustPolicy(uint? ProcessUserId = null, DateTimeOffset? NotBefore = null)
{
    // File systems and clocks disagree by a little.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);

    /// <summary>Null where there is no such file or it is not believed; the latter is reported.</summary>
    internal UntrustedFile? TryOpen(string path, string what, DiagnosticBag diagnostics)
    {
        UntrustedFile? file;
        try
        {
            file = UntrustedFile.TryOpen(path);
        }
        catch (InputException e)
        {
            diagnostics.Warn(DiagnosticCodes.UntrustedPerfMap, $"the {what} is not used: {e.Message}", null, path);
            return null;
        }

        if (file is null)
        {
            return null;
        }

        if (file.OwnerId != 0 && file.OwnerId != UntrustedFile.EffectiveUserId && file.OwnerId != ProcessUserId)
        {
            diagnostics.Warn(DiagnosticCodes.UntrustedPerfMap,
                string.Create(CultureInfo.InvariantCulture, $"the {what} is not used: it belongs to user {file.OwnerId}, and the process ran as {ProcessUserId ?? UntrustedFile.EffectiveUserId}"),
                $"Check who wrote it; to use it, change its owner (chown {UntrustedFile.EffectiveUserId.ToString(CultureInfo.InvariantCulture)}).", path);
            file.Dispose();
            return null;
        }

        if (NotBefore is { } start && file.LastWriteTime + ClockTolerance < start)
        {
            diagnostics.Info(DiagnosticCodes.PerfMapUnavailable,
                string.Create(CultureInfo.InvariantCulture, $"the {what} is not used: it was last written at {file.LastWriteTime:u}, before the process began ({start:u})"), null, path);
            file.Dispose();
            return null;
        }

        return file;
    }
}
