using PerfHarness.Analysis;

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
        FlameGraphKind.Native => "native",
        FlameGraphKind.Kernel => "kernel",
        FlameGraphKind.Jit => "JIT",
        FlameGraphKind.ReadyToRun => "ReadyToRun",
        FlameGraphKind.Stub => "runtime stub",
        FlameGraphKind.Inlined => "inlined",
        FlameGraphKind.Unknown => "unknown",
        FlameGraphKind.Root => "root",
        _ => "other",
    };
}
