using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.Recording;

/// <summary>
/// The private folder (mode 0700, random name) that holds everything one recording writes:
/// <code>
///   $TMPDIR/perfharness-recording-XXXXXX/
///     lock        held by us (flock) as long as we live
///     perf.data   perf.log   control fifos
///     maps/       perf maps and jitdumps of the profiled processes
/// </code>
/// It is removed when disposed of, at an orderly exit, and on a signal that ends us. What a <c>kill -9</c> leaves behind is
/// known by its lock, which the kernel has released, and is removed at the next start together with the processes that
/// still carry the folder's name in their environment.
/// </summary>
internal sealed class RecordingFolder : IDisposable
{
    private const string Prefix = "perfharness-recording-";

    // Between making the folder and locking it there is a moment in which it looks abandoned.
    private static readonly TimeSpan MinimumSweepAge = TimeSpan.FromMinutes(1);

    private static readonly Lock SyncRoot = new();
    private static readonly HashSet<RecordingFolder> Active = [];
    private static bool exitHandled;

    private readonly FileStream _lock;

    private RecordingFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    public string DataPath => System.IO.Path.Combine(Path, "perf.data");

    /// <summary>Where the profiled processes write their perf maps and jitdumps.</summary>
    public string MapFolder => System.IO.Path.Combine(Path, "maps");

    internal string LogPath => System.IO.Path.Combine(Path, "perf.log");

    /// <summary>By this perf's own process is told from the profiled ones, which carry <see cref="Path"/>.</summary>
    internal string PerfMark => GetPerfMark(Path);

    /// <param name="parent">Null for the folder for temporary files.</param>
    /// <exception cref="PerfHarnessException">The folder cannot be made.</exception>
    public static RecordingFolder Create(string? parent = null)
    {
        parent ??= System.IO.Path.GetTempPath();
        Sweep(parent);
        try
        {
            var path = System.IO.Path.Combine(parent, Prefix + System.IO.Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal));
            CreatePrivateDirectory(path);
            var folder = new RecordingFolder(path, AcquireLock(path));
            CreatePrivateDirectory(folder.MapFolder);
            Register(folder);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.OutputNotWritable, $"Cannot make a private folder for the recording: {e.Message}",
                "Set TMPDIR to a folder that you can write to.", parent, e);
        }
    }

    /// <summary>Removes folders whose owner is dead: only real folders that belong to us and to nobody else.</summary>
    /// <returns>How many were removed.</returns>
    public static int Sweep(string? parent = null)
    {
        parent ??= System.IO.Path.GetTempPath();
        if (!Directory.Exists(parent))
        {
            return 0;
        }

        var removed = 0;
        foreach (var path in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            if (FileOwnership.IsOwnPrivateFolder(path) && IsAbandoned(path))
            {
                TerminateMarkedProcesses(path);
                removed += TryRemove(path) ? 1 : 0;
            }
        }

        return removed;
    }

    public void Dispose()
    {
        lock (SyncRoot)
        {
            if (!Active.Remove(this))
            {
                return;
            }
        }

        TryRemove(Path);
        _lock.Dispose();
    }

    private static void CreatePrivateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Recording needs Linux.");
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStream AcquireLock(string path) =>
        new(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);

    private static bool IsAbandoned(string path)
    {
        try
        {
            if (!File.Exists(System.IO.Path.Combine(path, "lock")))
            {
                return DateTime.UtcNow - Directory.GetLastWriteTimeUtc(path) > MinimumSweepAge;
            }

            AcquireLock(path).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The lock is held: its owner lives.
            return false;
        }
    }

    private static string GetPerfMark(string path) => path + "/perf";

    private static void TerminateMarkedProcesses(string path)
    {
        foreach (var mark in (string[])[path, GetPerfMark(path)])
        {
            new ProcessTree(-1, mark) { IsRootReaped = true }.Terminate(Signals.Terminate, TimeSpan.FromMilliseconds(200));
        }
    }

    private static bool TryRemove(string path)
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
                if (attempt == 20)
                {
                    return false;
                }

                Thread.Sleep(10);
            }
        }
    }

    private static void Register(RecordingFolder folder)
    {
        lock (SyncRoot)
        {
            Active.Add(folder);
            if (!exitHandled)
            {
                exitHandled = true;
                AppDomain.CurrentDomain.ProcessExit += (_, _) => RemoveAll();
            }
        }
    }

    private static void RemoveAll()
    {
        RecordingFolder[] live;
        lock (SyncRoot)
        {
            live = [.. Active];
        }

        foreach (var folder in live)
        {
            TerminateMarkedProcesses(folder.Path);
            folder.Dispose();
        }
    }
}
