namespace PerfHarness.Profiles;

/// <summary>How far a managed method was optimized. Kept apart from its name: all tiers of a method are one function.</summary>
public enum CodeTier : byte
{
    None,
    MinOptJitted,
    Optimized,
    QuickJitted,
    OptimizedTier1,
    OptimizedTier1Osr,
    InstrumentedTier,
    InstrumentedTierOptimized,
    PreJit,
    PreJitCold,
    Unknown,
    Interpreted,
}
