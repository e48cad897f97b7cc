using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording;

/// <summary>
/// The private folder (mode 0700, random name) that holds everything one recording writes:
/// <code>
///   $TMPDIR/perfharness-recording-XXXXXX/
///     lock        held by us (flock) as long as our process exists
///     perf.data   perf.log   control fifos
///     maps/       perf maps and jitdumps of the profiled processes
/// </code>
/// It is removed when disposed of, at an orderly exit, and on a signal that terminates us. What a <c>kill -9</c> leaves
/// behind is recognized by its lock, which the kernel has released, and is removed at the next start, together with the
/// processes that still have the folder's name in their environment.
/// </summary>
internal sealed class RecordingFolder : IDisposable
{
    private static readonly Lock SyncRoot = new();
    private static readonly HashSet<RecordingFolder> Active = [];
    private static bool exitHandled;

    private readonly FileStream _lock;

    private RecordingFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    public string DataPath => System.IO.Path.Combine(Path, "perf.data");

    /// <summary>What perf has written: one file, or the parts of a long recording in the order of time.</summary>
    public IReadOnlyList<string> DataFiles => File.Exists(DataPath)
        ? [DataPath]
        : [.. Directory.EnumerateFiles(Path, System.IO.Path.GetFileName(DataPath) + ".*").Order(StringComparer.Ordinal)];

    /// <summary>Where the profiled processes write their perf maps and jitdumps.</summary>
    public string MapFolder => System.IO.Path.Combine(Path, "maps");

    internal string LogPath => System.IO.Path.Combine(Path, "perf.log");

    /// <summary>Distinguishes perf's own process from the profiled ones, which are marked with <see cref="Path"/>.</summary>
    internal string PerfMark => AbandonedFolders.GetPerfMark(Path);

    internal string LoadMark => AbandonedFolders.GetLoadMark(Path);

    /// <param name="parent">Null for the folder for temporary files.</param>
    /// <exception cref="PerfHarnessException">The folder cannot be created.</exception>
    public static RecordingFolder Create(string? parent = null)
    {
        parent ??= System.IO.Path.GetTempPath();
        AbandonedFolders.Remove(parent);
        try
        {
            var name = System.IO.Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
            var path = System.IO.Path.Combine(parent, AbandonedFolders.Prefix + name);
            CreatePrivateDirectory(path);
            var folder = new RecordingFolder(path, AbandonedFolders.AcquireLock(path));
            AbandonedFolders.WriteOwner(folder._lock);
            CreatePrivateDirectory(folder.MapFolder);
            Register(folder);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.OutputNotWritable, $"Cannot create a private folder for the recording: {e.Message}",
                "Set TMPDIR to a folder that you can write to.", parent, e);
        }
    }

    /// <summary>Removes folders whose owner has died: only real folders that belong to us and that no other user may enter.</summary>
    /// <returns>How many were removed.</returns>
    public static int Sweep(string? parent = null) => AbandonedFolders.Remove(parent ?? System.IO.Path.GetTempPath());

    /// <summary>Moves perf.data and the maps (<c>perf.data.maps</c>) to a folder of their own that nobody removes.</summary>
    /// <returns>The new folder, private too.</returns>
    /// <exception cref="IOException">They cannot be moved.</exception>
    public string Keep()
    {
        var name = System.IO.Path.GetFileName(Path).Replace(AbandonedFolders.Prefix, "perfharness-kept-", StringComparison.Ordinal);
        var kept = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, name);
        CreatePrivateDirectory(kept);
        foreach (var file in DataFiles)
        {
            File.Move(file, System.IO.Path.Combine(kept, System.IO.Path.GetFileName(file)));
        }

        Directory.Move(MapFolder, System.IO.Path.Combine(kept, "perf.data.maps"));
        return kept;
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

        AbandonedFolders.TryRemove(Path);
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
            AbandonedFolders.TerminateMarkedProcesses(folder.Path);
            folder.Dispose();
        }
    }
}
