using System.CommandLine;
using PerfHarness.Import;

namespace PerfHarness.Cli.Options;

/// <summary>Where names come from besides the recording and this machine.</summary>
internal sealed class SymbolOptions
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

    public void AddTo(Command command)
    {
        command.Add(_symbolFolders);
        command.Add(_jitFolders);
        command.Add(_noInlines);
    }

    public ImportOptions Of(ParseResult parsed) => new()
    {
        SymbolFolders = parsed.GetValue(_symbolFolders) ?? [],
        JitFolders = parsed.GetValue(_jitFolders) ?? [],
        Inlines = !parsed.GetValue(_noInlines),
    };
}
