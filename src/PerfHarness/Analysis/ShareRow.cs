using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>
/// One row of <see cref="SelfShares"/>. Sums are in the table's measure; per-run arrays are in the order of
/// <see cref="SelfShares.Runs"/>.
/// </summary>
public sealed class ShareRow
{
    internal ShareRow(
        FunctionName name,
        FunctionId? function,
        FrameKind kind,
        bool named,
        long selfSamples,
        long totalSamples,
        long[] selfOfRuns,
        long[] totalOfRuns,
        long[] runTotals)
    {
        (Name, Function, Kind, Named) = (name, function, kind, named);
        (SelfSamples, TotalSamples) = (selfSamples, totalSamples);
        (SelfByRun, TotalByRun) = (selfOfRuns, totalOfRuns);
        Self = ShareStatistics.Compute(selfOfRuns, runTotals);
        Total = ShareStatistics.Compute(totalOfRuns, runTotals);
        SelfSum = selfOfRuns.Sum();
        TotalSum = totalOfRuns.Sum();
    }

    /// <summary>The function; for other groupings the group's label, with an empty module.</summary>
    public FunctionName Name { get; }

    /// <summary>Only when grouped by function.</summary>
    public FunctionId? Function { get; }

    /// <summary>The kind that most of the function's samples ran as.</summary>
    public FrameKind Kind { get; }

    /// <summary>False where the row represents code without a name.</summary>
    public bool Named { get; }

    /// <summary>Samples whose leaf is in the row.</summary>
    public long SelfSamples { get; }

    /// <summary>Samples whose stack has the row anywhere; recursion counts once.</summary>
    public long TotalSamples { get; }

    /// <summary>Sum over the samples whose leaf is in the row.</summary>
    public long SelfSum { get; }

    /// <summary>Sum over the samples whose stack has the row anywhere.</summary>
    public long TotalSum { get; }

    /// <summary><see cref="SelfSum"/> of each run.</summary>
    public IReadOnlyList<long> SelfByRun { get; }

    /// <summary><see cref="TotalSum"/> of each run.</summary>
    public IReadOnlyList<long> TotalByRun { get; }

    /// <summary>Self share over the runs.</summary>
    public ShareStatistics Self { get; }

    /// <summary>Total share over the runs.</summary>
    public ShareStatistics Total { get; }
}
