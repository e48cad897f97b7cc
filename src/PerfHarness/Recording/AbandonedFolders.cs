using System.Globalization;
using System.Text;
using PerfHarness.Processes;
using PerfHarness.Recording.Runtimes;

namespace PerfHarness.Recording;

/// <summary>
/// Recording folders whose owner died before it could remove them: real folders that belong to us and that no other user may
/// enter.
/// </summary>
internal static class AbandonedFolders
{
    public const string Prefix = "perfharness-recording-";

    private const int RemovalRetries = 20;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(10);

    // Between its creation and its locking a folder looks abandoned for a moment.
    private static readonly TimeSpan MinimumAge = TimeSpan.FromMinutes(1);

    /// <summary>Those below a folder.</summary>
    public static IReadOnlyList<string> Find(string parent) => !Directory.Exists(parent) ? []
        : [.. Directory.EnumerateDirectories(parent, Prefix + "*").Where(path => FileOwnership.IsOwnPrivateFolder(path) && IsAbandoned(path))];

    /// <summary>Removes them, with the processes that still run and the perf maps that were requested for them.</summary>
    /// <returns>How many were removed.</returns>
    public static int Remove(string parent) => Find(parent).Count(RemoveOne);

    /// <returns>Whether it is gone.</returns>
    public static bool RemoveOne(string path)
    {
        TerminateMarkedProcesses(path);
        RequestedMaps.Release(path);
        RemoveSockets(path);
        return TryRemove(path);
    }

    /// <summary>Notes who we are in the lock, for <see cref="RemoveOne"/> when we are gone.</summary>
    public static void WriteOwner(FileStream @lock)
    {
        @lock.Write(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{ProcessEntry.Read(Environment.ProcessId)?.StartTicks}")));
        @lock.Flush();
    }

    public static FileStream AcquireLock(string path) =>
        new(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);

    public static string GetPerfMark(string path) => path + "/perf";

    /// <summary>Distinguishes a load from the server that is profiled.</summary>
    public static string GetLoadMark(string path) => path + "/load";

    public static void TerminateMarkedProcesses(string path)
    {
        foreach (var mark in (string[])[path, GetLoadMark(path), GetPerfMark(path)])
        {
            new ProcessTree(-1, mark) { IsRootReaped = true }.Terminate(Signals.Terminate, TimeSpan.FromMilliseconds(200));
        }
    }

    public static bool TryRemove(string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Directory.Delete(path, recursive: true);
                return true;
            }
            catch (DirectoryNotFoundException)
            {
                return false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A process that is just ending may write its last file between the listing and the removal.
                if (attempt == RemovalRetries)
                {
                    return false;
                }

                Thread.Sleep(RetryDelay);
            }
        }
    }

    // Those of its owner's own .NET runtime, which a killed process cannot remove: dotnet-diagnostic-PID-START-socket, clr-debug-pipe-PID-START-in.
    private static void RemoveSockets(string path)
    {
        var owner = ProcFile.Read(Path.Combine(path, "lock"))?.Trim() ?? "";
        var parts = owner.Split('-');
        if (parts.Length == 2 && parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit)) && Path.GetDirectoryName(path) is { } parent)
        {
            foreach (var name in (string[])[$"dotnet-diagnostic-{owner}-socket", $"clr-debug-pipe-{owner}-in", $"clr-debug-pipe-{owner}-out"])
            {
                TryDelete(Path.Combine(parent, name));
            }
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is another user's.
            _ = e;
        }
    }

    private static bool IsAbandoned(string path)
    {
        try
        {
            if (!File.Exists(Path.Combine(path, "lock")))
            {
                return DateTime.UtcNow - Directory.GetLastWriteTimeUtc(path) > MinimumAge;
            }

            AcquireLock(path).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The lock is held: its owner is running.
            return false;
        }
    }
}
