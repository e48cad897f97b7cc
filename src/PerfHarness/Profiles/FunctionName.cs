namespace PerfHarness.Profiles;

/// <summary>A function's identity, also for the gate: where it lives and its canonical name, without tier or address.</summary>
/// <param name="Module">Assembly simple name for managed code, file name for native code, <c>[kernel]</c>, <c>[ext4]</c>,
/// <c>[unknown]</c>.</param>
/// <param name="Name">Canonical name, such as <c>System.Text.Json.Utf8JsonReader.ConsumeValue(byte)</c>; for code without
/// a name <c>libcoreclr.so!0x4af1c0</c>, <c>[libfoo.so]</c> or <c>[unknown]</c>.</param>
public readonly record struct FunctionName(string Module, string Name)
{
    /// <summary>Code without any function or module.</summary>
    public static readonly FunctionName Unknown = new("[unknown]", "[unknown]");

    /// <summary>Stands at the root of a stack whose outer frames were not recorded.</summary>
    internal static readonly FunctionName Truncated = new("[truncated]", "[truncated]");

    /// <summary>The module of what stands at the leaf of a stack that was off the CPUs.</summary>
    internal const string OffCpuModule = "[off-CPU]";

    /// <summary>The thread waited for something.</summary>
    internal static readonly FunctionName Blocked = new(OffCpuModule, "[blocked]");

    /// <summary>The thread could have gone on, but others ran.</summary>
    internal static readonly FunctionName WaitingForCpu = new(OffCpuModule, "[waiting for a CPU]");

    /// <summary><c>Module!Name</c>.</summary>
    public override string ToString() => $"{Module}!{Name}";
}
