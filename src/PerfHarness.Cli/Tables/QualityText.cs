using PerfHarness.Analysis;

namespace PerfHarness.Cli.Tables;

/// <summary>How well a profile is named, in words.</summary>
internal static class QualityText
{
    /// <summary>The one line that stands above every table.</summary>
    public static string Line(Resolution resolution)
    {
        var all = resolution.All;
        var missing = resolution.WithoutFunction;
        return all.Frames == 0 ? "no stacks" : $"without a name: {Figures.Of(missing.Frames, all.Frames)} % of frames, {Figures.Of(missing.Leaves, all.Leaves)} % of leaves";
    }

    public static string Of(ResolutionClass @class) => @class switch
    {
        ResolutionClass.Jit => "JIT method",
        ResolutionClass.ReadyToRun => "ReadyToRun method",
        ResolutionClass.Native => "native symbol",
        ResolutionClass.NativeByBounds => "native, bounds only",
        ResolutionClass.Stub => "runtime stub",
        ResolutionClass.Kernel => "kernel",
        ResolutionClass.Unnamed => "module only",
        _ => "nothing",
    };
}
