using System.Text.Json;
using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>
/// Writes the tree that d3-flame-graph draws: <c>{name, value, children}</c>, a value includes its children's. The nodes
/// also carry <c>module</c> and <c>kind</c>, which a color mapper can use. Written without recursion; readers of JSON
/// have limits of their own, so stacks deeper than <see cref="MaxDepth"/> end there.
/// </summary>
internal sealed class D3Writer(SampleFilter? filter = null, Measure measure = Measure.Samples) : IReportWriter<Profile>
{
    /// <summary>Utf8JsonWriter nests at most 1,000 deep by default, and every frame is an object in an array.</summary>
    public const int MaxDepth = 2000;

    public void Write(Profile report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        var selection = (filter ?? SampleFilter.None).Apply(report);
        var tree = CallTree.BuildTopDown(selection, new CallTreeOptions { MinShare = 0, Measure = measure, MaxDepth = MaxDepth - 1 });
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { MaxDepth = (2 * MaxDepth) + 8 });
        json.WriteStartObject();
        json.WriteString("name", "all");
        json.WriteNumber("value", tree.Total);
        json.WriteStartArray("children");
        var open = 0;
        foreach (var node in tree.Walk())
        {
            CloseNodes(json, ref open, node.Depth);
            json.WriteStartObject();
            json.WriteString("name", node.Name.Name);
            json.WriteString("module", node.Name.Module);
            json.WriteString("kind", FrameKindLabels.GetLabel(node.Kind));
            json.WriteNumber("value", node.Total);
            json.WriteStartArray("children");
            open++;
        }

        CloseNodes(json, ref open, 0);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void CloseNodes(Utf8JsonWriter json, ref int open, int depth)
    {
        for (; open > depth; open--)
        {
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }
}
