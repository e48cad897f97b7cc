using PerfHarness.Analysis;
using PerfHarness.FlameGraphs;
using PerfHarness.Profiles;

namespace PerfHarness.Reports.Svg;

/// <summary>What drawings call things.</summary>
internal static class FlameGraphTitle
{
    public static string Of(FlameGraph graph) => graph.Options switch
    {
        { Title: { Length: > 0 } title } => title,
        { FlameChart: true } => "Flame Chart",
        { Inverted: true } => graph.IsDifference ? "Differential Icicle Graph" : "Icicle Graph",
        _ => graph.IsDifference ? "Differential Flame Graph" : "Flame Graph",
    };

    public static string Of(FlameGraphKind kind) => kind switch
    {
        FlameGraphKind.Native => FrameKindLabels.Of(FrameKind.Native),
        FlameGraphKind.Kernel => FrameKindLabels.Of(FrameKind.Kernel),
        FlameGraphKind.Jit => FrameKindLabels.Of(FrameKind.Jit),
        FlameGraphKind.ReadyToRun => FrameKindLabels.Of(FrameKind.ReadyToRun),
        FlameGraphKind.Stub => FrameKindLabels.Of(FrameKind.Stub),
        FlameGraphKind.Unknown => FrameKindLabels.Of(FrameKind.Unknown),
        FlameGraphKind.Inlined => "inlined",
        FlameGraphKind.Root => "root",
        _ => "other",
    };
}
