using System.CommandLine;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Symbols.Jit;
using PerfHarness.Symbols.Native;
using PerfHarness.Symbols.Servers;

namespace PerfHarness.Cli.Options;

/// <summary>Where names come from besides the recording and this machine.</summary>
/// <param name="jitOption">Another spelling where <c>--jit</c> is taken.</param>
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
        Description = "Calls that a native compiler inlined are not shown as frames.",
    };

    private readonly ChoiceOption<JitSymbolFormat> _jit = new(jitOption, "What names JIT code: the perf map, the jitdump, or both with the jitdump first.", JitSymbolFormat.Auto,
        ("auto", JitSymbolFormat.Auto), ("perfmap", JitSymbolFormat.PerfMap), ("jitdump", JitSymbolFormat.JitDump));

    private readonly ChoiceOption<NativeNameStyle> _names = new("--native-names", "C++ and Rust names: with parameters, without, or as the symbol table has them.", NativeNameStyle.Full,
        ("full", NativeNameStyle.Full), ("short", NativeNameStyle.Short), ("mangled", NativeNameStyle.Mangled));

    private readonly Option<string[]> _servers = new("--symbol-server")
    {
        HelpName = "url",
        Description = "Symbol server (SSQP layout, as Microsoft's for libcoreclr.so) that is asked for what this machine lacks (may be repeated).",
    };

    private readonly Option<bool> _debuginfod = new("--debuginfod")
    {
        Description = "The servers of DEBUGINFOD_URLS are asked too.",
    };

    public void AddTo(Command command)
    {
        command.Add(_symbolFolders);
        command.Add(_jitFolders);
        command.Add(_noInlines);
        command.Add(_jit);
        command.Add(_names);
        command.Add(_servers);
        command.Add(_debuginfod);
    }

    public ImportOptions CreateOptions(ParseResult parsed) => new()
    {
        SymbolFolders = parsed.GetValue(_symbolFolders) ?? [],
        JitFolders = parsed.GetValue(_jitFolders) ?? [],
        IncludeInlined = !parsed.GetValue(_noInlines),
        JitSymbolFormat = _jit.GetChoice(parsed),
        NativeNameStyle = _names.GetChoice(parsed),
        SymbolServers = SymbolServerOptions.None with
        {
            Ssqp = [.. (parsed.GetValue(_servers) ?? []).Select(ParseServer)],
            Debuginfod = parsed.GetValue(_debuginfod) ? SymbolServerOptions.ParseUrls(Environment.GetEnvironmentVariable("DEBUGINFOD_URLS")) : [],
        },
    };

    private static Uri ParseServer(string text) =>
        SymbolServerOptions.ParseUrls(text) is [var url] ? url : throw new PerfHarnessException(DiagnosticCodes.UsageError, $"'{text}' is not the address of a symbol server.", "Give one that starts with http:// or https://.");
}
