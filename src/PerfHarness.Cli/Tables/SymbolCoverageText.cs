using PerfHarness.Analysis;

namespace PerfHarness.Cli.Tables;

/// <summary>The symbol coverage of a profile as text.</summary>
internal static class SymbolCoverageText
{
    /// <summary>One line above every table.</summary>
    public static string FormatSummary(SymbolCoverage coverage)
    {
        var all = coverage.All;
        var unresolved = coverage.Unresolved;
        var frames = NumberFormatter.FormatRatio(unresolved.Frames, all.Frames);
        var leaves = NumberFormatter.FormatRatio(unresolved.Leaves, all.Leaves);
        return all.Frames == 0 ? "no stacks" : $"unresolved: {frames} % of frames, {leaves} % of leaves";
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
        _ => "unresolved",
    };
}
