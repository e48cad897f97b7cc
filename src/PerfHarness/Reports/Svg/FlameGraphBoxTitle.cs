using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>
/// Writes the figures behind a name: <c> (1,234 samples, 5.60%)</c>, in a difference
/// <c> (before 900 samples, 4.50%; after 1,234 samples, 5.60%; +1.10%, self +0.20%)</c>. Scripts and tools find the name
/// before the last <c> (</c>, so the figures must not contain a parenthesis.
/// </summary>
internal sealed class FlameGraphBoxTitle(FlameGraph graph, Utf8Writer output)
{
    private readonly byte[] _unit = System.Text.Encoding.UTF8.GetBytes(" " + XmlText.Escape(graph.Options.CountName) + ", ");

    public void WriteFigures(in FlameGraphBox box)
    {
        output.WriteRaw(" ("u8);
        if (!graph.IsDifference)
        {
            // The root of a graph with --total represents all of it.
            WriteWeight(box.Depth == 0 ? graph.ReferenceWeight : box.Total, box.Depth == 0 ? 1 : graph.GetShare(box.Total));
        }
        else
        {
            var (before, after) = (graph.GetBeforeShare(box.BeforeTotal), graph.GetShare(box.Total));
            output.WriteRaw("before "u8);
            WriteWeight(box.BeforeTotal, before);
            output.WriteRaw("; after "u8);
            WriteWeight(box.Total, after);
            output.WriteRaw("; "u8);
            WriteSignedShare(after - before);
            output.WriteRaw(", self "u8);
            WriteSignedShare(graph.GetShare(box.Self) - graph.GetBeforeShare(box.BeforeSelf));
        }

        output.WriteRaw(")"u8);
    }

    private void WriteWeight(double weight, double share)
    {
        output.WriteGrouped((long)Math.Round(weight * graph.Options.Factor));
        output.WriteRaw(_unit);
        output.WriteFixed(100 * share, 2);
        output.WriteRaw("%"u8);
    }

    private void WriteSignedShare(double share)
    {
        var percent = Math.Round(100 * share, 2);
        output.WriteRaw(percent > 0 ? "+"u8 : ""u8);
        output.WriteFixed(percent == 0 ? 0 : percent, 2);
        output.WriteRaw("%"u8);
    }
}
