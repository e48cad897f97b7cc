using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>
/// Writes the figures behind a name: <c> (1,234 samples, 5.60%)</c>, in a difference
/// <c> (before 900 samples, 4.50%; after 1,234 samples, 5.60%; +1.10%, self +0.20%)</c>. Scripts and tools find the name
/// before the last <c> (</c>, so no parenthesis may stand inside.
/// </summary>
internal sealed class FlameGraphBoxTitle(FlameGraph graph, Utf8Writer output)
{
    private readonly byte[] _unit = System.Text.Encoding.UTF8.GetBytes(" " + XmlText.Escape(graph.Options.CountName) + ", ");

    public void WriteFigures(in FlameGraphBox box)
    {
        output.Raw(" ("u8);
        if (!graph.IsDifference)
        {
            // The root of a graph with --total stands for all of it.
            Side(box.Depth == 0 ? graph.Whole : box.Total, box.Depth == 0 ? 1 : graph.Share(box.Total));
        }
        else
        {
            var (before, after) = (graph.BeforeShare(box.BeforeTotal), graph.Share(box.Total));
            output.Raw("before "u8);
            Side(box.BeforeTotal, before);
            output.Raw("; after "u8);
            Side(box.Total, after);
            output.Raw("; "u8);
            Signed(after - before);
            output.Raw(", self "u8);
            Signed(graph.Share(box.Self) - graph.BeforeShare(box.BeforeSelf));
        }

        output.Raw(")"u8);
    }

    private void Side(double weight, double share)
    {
        output.Grouped((long)Math.Round(weight * graph.Options.Factor));
        output.Raw(_unit);
        output.Fixed(100 * share, 2);
        output.Raw("%"u8);
    }

    private void Signed(double share)
    {
        var percent = Math.Round(100 * share, 2);
        output.Raw(percent > 0 ? "+"u8 : ""u8);
        output.Fixed(percent == 0 ? 0 : percent, 2);
        output.Raw("%"u8);
    }
}
