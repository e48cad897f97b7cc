using System.Globalization;

namespace PerfHarness.Symbols.Jit;

/// <summary>Paths at which a process's perf map and jitdump may be, the most trustworthy first.</summary>
internal sealed class JitFileLocator
{
    private const string Temporary = "/tmp";
    private readonly List<(string Folder, int Pid)> _places = [];
    private readonly string? _jitDump;

    public JitFileLocator(int pid, JitSymbolOptions options)
    {
        var live = options.SearchContainer ? LiveProcess.TryRead(pid) : null;
        foreach (var folder in options.Folders)
        {
            _places.Add((folder, pid));
            if (live is { IsContained: true })
            {
                _places.Add((folder, live.NamespacePid));
            }
        }

        if (live is not null)
        {
            _places.Add((live.Root + Temporary, live.NamespacePid));
        }

        if (options.SearchTemporary)
        {
            _places.Add((Temporary, pid));
        }

        _jitDump = options.JitDumpPath;
    }

    public IEnumerable<string> PerfMaps() =>
        _places.Select(p => Path.Combine(p.Folder, string.Create(CultureInfo.InvariantCulture, $"perf-{p.Pid}.map"))).Distinct();

    public IEnumerable<string> JitDumps()
    {
        var paths = _places.Select(p => Path.Combine(p.Folder, string.Create(CultureInfo.InvariantCulture, $"jit-{p.Pid}.dump")));
        return (_jitDump is null ? paths : paths.Append(_jitDump)).Distinct();
    }
}
