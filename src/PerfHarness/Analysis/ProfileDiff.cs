using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>Two profiles compared by function and by stack. A description, not a judgment: that is left to the gate.</summary>
public sealed class ProfileDiff
{
    private readonly SampleSelection _before;
    private readonly SampleSelection _after;
    private StackDifference? _stacks;

    private ProfileDiff(
        SampleSelection before,
        SampleSelection after,
        Measure measure,
        SelfShares beforeShares,
        SelfShares afterShares,
        List<FunctionDelta> functions) =>
        (_before, _after, Measure, Before, After, Functions) = (before, after, measure, beforeShares, afterShares, functions);

    /// <summary>Shares in the earlier profile.</summary>
    public SelfShares Before { get; }

    /// <summary>Shares in the later profile.</summary>
    public SelfShares After { get; }

    /// <summary>What the shares are shares of.</summary>
    public Measure Measure { get; }

    /// <summary>Largest change of self share first, up or down.</summary>
    public IReadOnlyList<FunctionDelta> Functions { get; }

    internal StackDifference Stacks => _stacks ??= new StackDifferenceBuilder().Build(_before, _after, Measure);

    /// <summary>Compares all samples of the main event, or those that the filter selects.</summary>
    /// <param name="filter">Null selects what <see cref="SampleFilter.None"/> does.</param>
    /// <param name="measure">Samples where one of the inputs has no periods.</param>
    /// <exception cref="PerfHarnessException">The filter asks for an event or for times that a profile does not have.</exception>
    public static ProfileDiff Compare(Profile before, Profile after, SampleFilter? filter = null, Measure measure = Measure.Weight)
    {
        filter ??= SampleFilter.None;
        return Compare(filter.Apply(before), filter.Apply(after), measure);
    }

    /// <summary>Compares selected samples of two profiles.</summary>

    public static ProfileDiff Compare(SampleSelection before, SampleSelection after, Measure measure = Measure.Weight)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var beforeShares = SelfShares.Compute(before, Grouping.Function, measure);
        var afterShares = SelfShares.Compute(after, Grouping.Function, measure);
        var deltas = new List<FunctionDelta>(afterShares.Rows.Count);
        foreach (var row in afterShares.Rows)
        {
            deltas.Add(CreateDelta(row.Name, beforeShares, afterShares));
        }

        deltas.AddRange(
            beforeShares.Rows.Where(row => afterShares.Find(row.Name) is null).Select(row => CreateDelta(row.Name, beforeShares, afterShares)));
        deltas.Sort(static (a, b) =>
        {
            var order = Math.Abs(b.SelfChange).CompareTo(Math.Abs(a.SelfChange));
            order = order != 0 ? order : Math.Abs(b.TotalChange).CompareTo(Math.Abs(a.TotalChange));
            order = order != 0 ? order : string.CompareOrdinal(a.Name.Name, b.Name.Name);
            return order != 0 ? order : string.CompareOrdinal(a.Name.Module, b.Name.Module);
        });
        return new ProfileDiff(before, after, measure, beforeShares, afterShares, deltas);
    }

    private static FunctionDelta CreateDelta(FunctionName name, SelfShares beforeShares, SelfShares afterShares)
    {
        var (before, after) = (beforeShares.Find(name), afterShares.Find(name));
        return new FunctionDelta(name, before, after)
        {
            SelfStandardError = Math.Sqrt(ComputeSquaredError(before, beforeShares.Runs.Count) + ComputeSquaredError(after, afterShares.Runs.Count)),
        };
    }

    private static double ComputeSquaredError(ShareRow? row, int runs) =>
        row is null || runs == 0 ? 0 : row.Self.StandardDeviation * row.Self.StandardDeviation / runs;
}
