using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// Which perf maps and jitdumps are trusted. Anyone may write to <c>/tmp</c>, so a file must belong to the process's user, to
/// the user of this process or to root, must be a regular file and not a link, and must not be older than the process.
/// </summary>
/// <param name="ProcessUserId">User id of the process, where it is known.</param>
/// <param name="NotBefore">When the process was started, where that is known: process ids are reused, and an older file is another process's.</param>
/// <param name="NotAfter">When another process with its id started, where there is one: in folders that are not the recording's own, a
/// later file is that one's.</param>
internal sealed record JitFileTrustPolicy(uint? ProcessUserId = null, DateTimeOffset? NotBefore = null, DateTimeOffset? NotAfter = null)
{
    // File systems and clocks differ a little.
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);

    public const string StaleRemedy =
        "Delete it. If it is the process's own and lost its time when it was copied, touch it, "
        + "or put it into FILE.maps/ beside the recording.";

    /// <summary>Null where there is no such file or it is not trusted; the latter is reported.</summary>
    internal UntrustedFile? TryOpen(string path, string kind, DiagnosticBag diagnostics)
    {
        UntrustedFile? file;
        try
        {
            file = UntrustedFile.TryOpen(path);
        }
        catch (InputException e)
        {
            diagnostics.Warn(DiagnosticCodes.UntrustedPerfMap, $"the {kind} is not used: {e.Message}", null, path);
            return null;
        }

        if (file is null)
        {
            return null;
        }

        if (file.OwnerId != 0 && file.OwnerId != UntrustedFile.EffectiveUserId && file.OwnerId != ProcessUserId)
        {
            diagnostics.Warn(DiagnosticCodes.UntrustedPerfMap,
                string.Create(CultureInfo.InvariantCulture,
                    $"the {kind} is not used: it belongs to user {file.OwnerId}, "
                        + $"but the process ran as user {ProcessUserId ?? UntrustedFile.EffectiveUserId}"),
                string.Create(CultureInfo.InvariantCulture,
                    $"Check who wrote it; to use it, change its owner (chown {UntrustedFile.EffectiveUserId})."), path);
            file.Dispose();
            return null;
        }

        if (FindStaleness(file) is { } staleness)
        {
            diagnostics.Warn(DiagnosticCodes.StalePerfMap, $"the {kind} is not used, it is another process's: {staleness}", StaleRemedy, path);
            file.Dispose();
            return null;
        }

        return file;
    }

    private string? FindStaleness(UntrustedFile file)
    {
        if (NotBefore is { } start && file.LastWriteTime + ClockTolerance < start)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"it was last written at {file.LastWriteTime:u}, before the process started ({start:u})");
        }

        return NotAfter is { } next && file.LastWriteTime > next
            ? string.Create(CultureInfo.InvariantCulture,
                $"it was last written at {file.LastWriteTime:u}, when another process had the id already (since {next:u})")
            : null;
    }
}
