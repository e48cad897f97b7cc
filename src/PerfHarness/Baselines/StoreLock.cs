using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Baselines;

/// <summary>One writer at a time in a folder of baselines.</summary>
internal static class StoreLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="directory">The store's folder, which exists.</param>
    /// <exception cref="PerfHarnessException">Another process keeps it.</exception>
    public static async Task<FolderLock> AcquireAsync(string directory, TimeProvider clock, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        for (var wait = 1; ; wait = Math.Min(wait * 2, 50))
        {
            if (FolderLock.TryAcquire(directory) is { } folderLock)
            {
                return folderLock;
            }

            if (clock.GetElapsedTime(started) > Patience)
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.OutputNotWritable,
                    $"another process has held the lock on '{directory}' for a minute",
                    "Wait until it is done, or terminate the process that holds the lock.",
                    directory);
            }

            await Task.Delay(wait, cancellation).ConfigureAwait(false);
        }
    }
}
