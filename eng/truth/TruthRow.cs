using PerfHarness.Analysis;
using PerfHarness.Profiles;
using PerfHarness.Tests.Shared.Truth;

namespace PerfHarness.Truth;

/// <summary>What was found for a case.</summary>
internal sealed class TruthRow(TruthCase @case, string? failure = null)
{
    public TruthCase Case { get; } = @case;

    /// <summary>Why it was not measured, or null.</summary>
    public string? Failure { get; } = failure;

    public SymbolCoverage? Coverage { get; private init; }

    /// <summary>Share of the leaves that are managed code without a name.</summary>
    public double UnnamedManaged { get; private init; }

    /// <summary>Share of the leaves that perf itself leaves without a name.</summary>
    public double PerfUnnamed { get; private init; }

    public AddressCheck? Addresses { get; init; }

    public BurnedTime? Burned { get; init; }

    public static TruthRow Create(TruthCase @case, Profile profile, double perfUnnamed, AddressCheck? addresses, BurnedTime? burned)
    {
        var unnamed = 0L;
        var all = 0L;
        for (var row = 0; row < profile.Samples.Count; row++)
        {
            var sample = profile.Samples[row];
            if (sample.Stack != StackId.Empty)
            {
                var frame = profile.Frames[profile.Stacks.GetFrame(sample.Stack)];
                all += sample.Count;
                unnamed += frame is { Named: false, Kind: FrameKind.Jit or FrameKind.ReadyToRun } ? sample.Count : 0;
            }
        }

        return new TruthRow(@case)
        {
            Coverage = SymbolCoverage.Compute(profile),
            UnnamedManaged = all == 0 ? 0 : unnamed / (double)all,
            PerfUnnamed = perfUnnamed,
            Addresses = addresses,
            Burned = burned,
        };
    }
}
