using System.CommandLine;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Symbols.Jit;
using PerfHarness.Symbols.Native;
using PerfHarness.Symbols.Servers;

namespace PerfHarness.Cli.Options;

/// <summary>Sources of symbols besides the recording and this machine, and how many threads read.</summary>
/// <param name="jitOption">Another name if the verb uses <c>--jit</c> otherwise.</param>
internal sealed class SymbolOptions(string jitOption = "--jit")
{
    private readonly Option<string[]> _symbolFolders = new("--symbols")
    {
        HelpName = "folder",
        Description = "Folder with debug files, PDBs or images of the recorded machine (may be repeated).",
    };

    private readonly Option<string[]> _jitFolders = new("--jit-maps")
    {
        HelpName = "folder",
        Description = "Folder with perf maps and jitdumps (may be repeated).",
    };

    private readonly Option<bool> _noInlines = new("--no-inlines")
    {
        Description = "Do not show inlined native calls as frames.",
    };

    private readonly ChoiceOption<JitSymbolFormat> _jit = new(
        jitOption,
        "Source of JIT symbols: perf map, jitdump, or both (jitdump first).",
        JitSymbolFormat.Auto,
        ("auto", JitSymbolFormat.Auto),
        ("perfmap", JitSymbolFormat.PerfMap),
        ("jitdump", JitSymbolFormat.JitDump));

    private readonly ChoiceOption<NativeNameStyle> _names = new(
        "--native-names",
        "Style of C++ and Rust names: with parameters, without, or mangled.",
        NativeNameStyle.Full,
        ("full", NativeNameStyle.Full),
        ("short", NativeNameStyle.Short),
        ("mangled", NativeNameStyle.Mangled));

    private readonly SymbolServerOption _servers =
        new("Symbol server (SSQP, such as Microsoft's) for symbols that are missing locally (may be repeated).");

    private readonly Option<bool> _debuginfod = new("--debuginfod")
    {
        Description = "Also use the servers in DEBUGINFOD_URLS.",
    };

    private readonly Option<int?> _threads = NumericOptions.CreateIntegerOption(
        "--threads", [], "Threads that read the input (default: all processors). The result does not depend on it.", 1, 1024);

    public void AddTo(Command command)
    {
        command.Add(_symbolFolders);
        command.Add(_jitFolders);
        command.Add(_noInlines);
        command.Add(_jit);
        command.Add(_names);
        command.Add(_servers);
        command.Add(_debuginfod);
        command.Add(_threads);
    }

    public ImportOptions CreateOptions(ParseResult parsed) => new()
    {
        SymbolFolders = parsed.GetValue(_symbolFolders) ?? [],
        JitFolders = parsed.GetValue(_jitFolders) ?? [],
        IncludeInlined = !parsed.GetValue(_noInlines),
        JitSymbolFormat = _jit.GetChoice(parsed),
        NativeNameStyle = _names.GetChoice(parsed),
        Threads = parsed.GetValue(_threads) ?? 0,
        SymbolServers = SymbolServerOptions.None with
        {
            Ssqp = _servers.GetServers(parsed),
            Debuginfod = parsed.GetValue(_debuginfod)
                ? SymbolServerOptions.ParseUrls(Environment.GetEnvironmentVariable("DEBUGINFOD_URLS"))
                : [],
        },
    };
}
