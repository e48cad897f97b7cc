using PerfHarness.Analysis;
using PerfHarness.Reports.Svg;

namespace PerfHarness.Runs;

/// <summary>Writes what a benchmark leaves behind.</summary>
internal static class ResultFiles
{
    public static BenchResult Write(BenchResult result)
    {
        var folder = new OutputFolder(result.OutputFolder);
        var options = new FlameGraphOptions { Title = result.Bench.Name, Subtitle = result.Bench.Command.ToString() };
        folder.Write("flamegraph.svg", stream => new SvgFlameGraphWriter().Write(FlameGraphs.Of(result.Selection, options), stream));
        folder.Write("stacks.folded", FoldedStacks.Fold(result.Selection).Write);
        if (result.Before is { } before)
        {
            var difference = FlameGraphs.Difference(SampleFilter.None.Apply(before), result.Selection, options with { Title = $"{result.Bench.Name}: difference" });
            folder.Write("diff.svg", stream => new SvgFlameGraphWriter().Write(difference, stream));
        }

        return result with { Files = folder.Files };
    }
}
