using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Jit;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// Machine code that a recording read from a running process's memory when it ended, because a perf map has none: a jitdump
/// by the name of <c>code-PID.dump</c> beside the perf map, with the methods that had samples. It names nothing: its names are
/// those of the perf map's lines, to which its code belongs.
/// </summary>
internal sealed class CapturedCode
{
    private readonly JitDumpSource _dump;
    private readonly Dictionary<(ulong Address, ulong Size, string Name), JitDumpMethod> _methods = [];

    private CapturedCode(JitDumpSource dump)
    {
        _dump = dump;
        foreach (var method in dump.Dump.Methods)
        {
            _methods[(method.Address, method.Size, method.Name)] = method;
        }
    }

    public static string GetFileName(int pid) => string.Create(CultureInfo.InvariantCulture, $"code-{pid}.dump");

    /// <summary>Null where there is no such file, or where it is not trusted or unusable; the latter are reported.</summary>
    public static CapturedCode? TryOpen(string path, JitFileTrustPolicy trust, DiagnosticBag diagnostics) =>
        JitDumpSource.TryOpen(path, trust, diagnostics) is { } dump ? new CapturedCode(dump) : null;

    /// <param name="name">Of the perf map's line.</param>
    public MachineCode ReadCode(Symbol symbol, string name) =>
        _methods.TryGetValue((symbol.Start, symbol.Size, name), out var method)
            ? _dump.ReadCode(method, "the process's memory, read when the recording ended")
            : MachineCode.CreateMissing("its bytes were not kept: its memory was gone or in use by other code when the recording ended");
}
