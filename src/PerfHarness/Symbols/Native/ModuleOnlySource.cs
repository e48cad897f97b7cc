using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Native;

/// <summary>One function for all code of a file that could not be read: <c>[libfoo.so]</c>.</summary>
internal sealed class ModuleOnlySource(string module) : ISymbolSource
{
    private readonly Symbol _whole = new(0, ulong.MaxValue, new FunctionName(module, NativeNames.FormatModule(module)), FrameKind.Native,
        Named: false);

    public Symbol? Find(ulong address) => _whole;

    public MachineCode ReadCode(Symbol symbol) => MachineCode.CreateMissing("no file of the recorded build was found",
        "pass the folder of the file that ran with --symbols");
}
