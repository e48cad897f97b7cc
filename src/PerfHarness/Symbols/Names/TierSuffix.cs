using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Names;

/// <summary>The optimization tier that .NET's runtime appends to a name (<c>DOTNET_PerfMapShowOptimizationTiers</c>, on by default).</summary>
internal static class TierSuffix
{
    /// <summary>Takes the suffix off the text, if there is one.</summary>
    public static CodeTier Strip(ref ReadOnlySpan<char> text)
    {
        var open = text is [.., ']'] ? text.LastIndexOf('[') : -1;
        if (open <= 0)
        {
            return CodeTier.None;
        }

        var tier = text[(open + 1)..^1] switch
        {
            "MinOptJitted" => CodeTier.MinOptJitted,
            "Optimized" => CodeTier.Optimized,
            "QuickJitted" => CodeTier.QuickJitted,
            "OptimizedTier1" => CodeTier.OptimizedTier1,
            "OptimizedTier1OSR" => CodeTier.OptimizedTier1Osr,
            "InstrumentedTier" => CodeTier.InstrumentedTier,
            "InstrumentedTierOptimized" => CodeTier.InstrumentedTierOptimized,
            "PreJIT" => CodeTier.PreJit,
            "PreJit-cold" or "PreJIT-cold" => CodeTier.PreJitCold,
            "Unknown" => CodeTier.Unknown,
            _ => CodeTier.None,
        };
        if (tier != CodeTier.None)
        {
            text = text[..open];
        }

        return tier;
    }
}
