using PerfHarness.Analysis;

namespace PerfHarness.Cli.Tables;

/// <summary>How well a profile is named, in words.</summary>
internal static class SymbolCoverageText
{
    /// <summary>The one line that stands above every table.</summary>
    public static string FormatSummary(SymbolCoverage resolution)
    {
        var all = resolution.All;
        var missing = resolution.Unresolved;
        return all.Frames == 0 ? "no stacks" : $"without a name: {NumberFormatter.FormatRatio(missing.Frames, all.Frames)} % of frames, {NumberFormatter.FormatRatio(missing.Leaves, all.Leaves)} % of leaves";
    }

    public static string GetLabel(SymbolCoverageClass @class) => @class switch
    {
        SymbolCoverageClass.Jit => "JIT method",
        SymbolCoverageClass.ReadyToRun => "ReadyToRun method",
        SymbolCoverageClass.Native => "native symbol",
        SymbolCoverageClass.NativeByBounds => "native, bounds only",
        SymbolCoverageClass.Stub => "runtime stub",
        SymbolCoverageClass.Kernel => "kernel",
        SymbolCoverageClass.Unnamed => "module only",
        _ => "nothing",
    };
}
