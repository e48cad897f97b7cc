using PerfHarness.Analysis;

namespace PerfHarness.Cli.Tables;

/// <summary>The symbol coverage of a profile as text.</summary>
internal static class SymbolCoverageText
{
    /// <summary>Above every table: how well the leaves, and all frames, are named.</summary>
    public static IReadOnlyList<string> FormatSummary(SymbolCoverage coverage) => coverage.All.Frames == 0
        ? ["no stacks"]
        : [$"leaves: {FormatLine(coverage, count => count.Leaves)}", $"frames: {FormatLine(coverage, count => count.Frames)}"];

    public static string GetLabel(SymbolCoverageClass @class) => @class switch
    {
        SymbolCoverageClass.Jit => "JIT method",
        SymbolCoverageClass.ReadyToRun => "ReadyToRun method",
        SymbolCoverageClass.Native => "native symbol",
        SymbolCoverageClass.NativeByBounds => "native, bounds only",
        SymbolCoverageClass.Stub => "runtime stub",
        SymbolCoverageClass.Kernel => "kernel",
        SymbolCoverageClass.UnnamedKernel => "kernel without names",
        SymbolCoverageClass.Unnamed => "module only",
        _ => "unresolved",
    };

    // What there is none of is left out, except for the two that everyone looks for.
    private static string FormatLine(SymbolCoverage coverage, Func<SymbolCoverageCount, long> select)
    {
        var all = select(coverage.All);
        var parts = new List<string> { Format(coverage.Named, "named") };
        AddIfAny(coverage[SymbolCoverageClass.NativeByBounds], "by bounds only");
        AddIfAny(coverage[SymbolCoverageClass.UnnamedKernel], "kernel without names");
        parts.Add(Format(coverage.Unnamed, "unnamed"));
        return string.Join(" · ", parts);

        string Format(SymbolCoverageCount count, string label) => $"{NumberFormatter.FormatRatio(select(count), all)} % {label}";

        void AddIfAny(SymbolCoverageCount count, string label)
        {
            if (select(count) > 0)
            {
                parts.Add(Format(count, label));
            }
        }
    }
}
