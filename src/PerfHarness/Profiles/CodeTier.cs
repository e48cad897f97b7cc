namespace PerfHarness.Profiles;

/// <summary>How far a managed method was optimized. Kept apart from its name: all tiers of a method are one function.</summary>
public enum CodeTier : byte
{
    /// <summary>Not managed code, or the input names no tier.</summary>
    None,

    /// <summary>Compiled with minimum optimization.</summary>
    MinOptJitted,

    /// <summary>Fully optimized at the first compilation: tiering is off, or the method takes no part in it.</summary>
    Optimized,

    /// <summary>Tier 0: compiled quickly, not optimized.</summary>
    QuickJitted,

    /// <summary>Tier 1: compiled again with full optimization.</summary>
    OptimizedTier1,

    /// <summary>Tier 1 by on-stack replacement of a running loop.</summary>
    OptimizedTier1Osr,

    /// <summary>Tier 0 that collects a profile for tier 1.</summary>
    InstrumentedTier,

    /// <summary>Optimized code that collects a profile for tier 1.</summary>
    InstrumentedTierOptimized,

    /// <summary>Precompiled (ReadyToRun).</summary>
    PreJit,

    /// <summary>The cold part of a precompiled method.</summary>
    PreJitCold,

    /// <summary>The runtime names a tier that is not known here.</summary>
    Unknown,

    /// <summary>Run by the interpreter.</summary>
    Interpreted,
}
