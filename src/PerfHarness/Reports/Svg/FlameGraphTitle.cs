using PerfHarness.Analysis;
using PerfHarness.FlameGraphs;
using PerfHarness.Profiles;

namespace PerfHarness.Reports.Svg;

/// <summary>Titles and labels of drawings.</summary>
internal static class FlameGraphTitle
{
    public static string GetTitle(FlameGraph graph) => graph.Options switch
    {
        { Title: { Length: > 0 } title } => title,
        { EventName: { } name } => $"{name}: {GetKind(graph)}",
        _ => GetKind(graph),
    };

    private static string GetKind(FlameGraph graph) => graph.Options switch
    {
        { FlameChart: true } => "Flame Chart",
        { Inverted: true } => graph.IsDifference ? "Differential Icicle Graph" : "Icicle Graph",
        _ => graph.IsDifference ? "Differential Flame Graph" : "Flame Graph",
    };

    public static string GetTitle(FlameGraphKind kind) => kind switch
    {
        FlameGraphKind.Native => FrameKindLabels.GetLabel(FrameKind.Native),
        FlameGraphKind.Kernel => FrameKindLabels.GetLabel(FrameKind.Kernel),
        FlameGraphKind.Jit => FrameKindLabels.GetLabel(FrameKind.Jit),
        FlameGraphKind.ReadyToRun => FrameKindLabels.GetLabel(FrameKind.ReadyToRun),
        FlameGraphKind.Stub => FrameKindLabels.GetLabel(FrameKind.Stub),
        FlameGraphKind.Unknown => FrameKindLabels.GetLabel(FrameKind.Unknown),
        FlameGraphKind.Inlined => "inlined",
        FlameGraphKind.OffCpu => "off CPU",
        FlameGraphKind.Root => "root",
        _ => "other",
    };
}
