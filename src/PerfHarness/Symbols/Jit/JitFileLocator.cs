using System.Globalization;

namespace PerfHarness.Symbols.Jit;

/// <summary>Paths at which a process's perf map and jitdump may be, the most trustworthy first.</summary>
internal sealed class JitFileLocator
{
    private const string TemporaryFolder = "/tmp";
    private readonly List<(string Folder, int Pid)> _locations = [];
    private readonly string? _jitDump;

    public JitFileLocator(int pid, JitSymbolOptions options, LiveProcess? live)
    {
        foreach (var folder in options.Folders)
        {
            _locations.Add((folder, pid));
            if (live is { IsInContainer: true })
            {
                _locations.Add((folder, live.NamespacePid));
            }
        }

        if (live is not null)
        {
            _locations.Add((live.RootPath + TemporaryFolder, live.NamespacePid));
        }

        if (options.SearchTemporaryFolder)
        {
            _locations.Add((TemporaryFolder, pid));
        }

        _jitDump = options.JitDumpPath;
    }

    /// <summary>It is where the processes of every user write, not in a folder of the recording.</summary>
    public static bool IsShared(string path) => Path.GetDirectoryName(path) == TemporaryFolder;

    public IEnumerable<string> GetPerfMapPaths() =>
        _locations.Select(p => Path.Combine(p.Folder, string.Create(CultureInfo.InvariantCulture, $"perf-{p.Pid}.map"))).Distinct();

    public IEnumerable<string> GetCapturedCodePaths() => _locations.Select(p => Path.Combine(p.Folder, CapturedCode.GetFileName(p.Pid))).Distinct();

    public IEnumerable<string> GetJitDumpPaths()
    {
        var paths = _locations.Select(p => Path.Combine(p.Folder, string.Create(CultureInfo.InvariantCulture, $"jit-{p.Pid}.dump")));
        return (_jitDump is null ? paths : paths.Append(_jitDump)).Distinct();
    }
}
