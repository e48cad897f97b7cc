using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>The labels of frame kinds in reports.</summary>
internal static class FrameKindLabels
{
    public static string GetLabel(FrameKind kind) => kind switch
    {
        FrameKind.Native => "native",
        FrameKind.Kernel => "kernel",
        FrameKind.Jit => "JIT",
        FrameKind.ReadyToRun => "ReadyToRun",
        FrameKind.Stub => "stub",
        _ => "unknown",
    };

    /// <summary>With the tier, where there is one: <c>JIT tier 1</c>.</summary>
    public static string GetLabel(Frame frame)
    {
        var tier = GetLabel(frame.Tier);
        return tier.Length == 0 ? GetLabel(frame.Kind) : $"{GetLabel(frame.Kind)} {tier}";
    }

    /// <summary>Empty where there is none.</summary>
    public static string GetLabel(CodeTier tier) => tier switch
    {
        CodeTier.MinOptJitted => "minopts",
        CodeTier.Optimized => "optimized",
        CodeTier.QuickJitted => "tier 0",
        CodeTier.OptimizedTier1 => "tier 1",
        CodeTier.OptimizedTier1Osr => "tier 1 OSR",
        CodeTier.InstrumentedTier => "instrumented",
        CodeTier.InstrumentedTierOptimized => "instrumented, optimized",
        CodeTier.Interpreted => "interpreted",
        // Precompiled code is its own kind; a tier would repeat it.
        _ => "",
    };
}
