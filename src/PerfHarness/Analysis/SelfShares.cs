using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>
/// Self and total of every function (or module, thread, process, kind), per run and over the runs. Linear in the stacks
/// and samples: totals are sums of subtrees, taken at the outermost frame of a row only.
/// </summary>
public sealed class SelfShares
{
    private readonly Dictionary<FunctionName, ShareRow> _byName;

    internal SelfShares(
        SampleSelection selection, Grouping grouping, Measure measure, IReadOnlyList<RunId> runs, long[] runSums, List<ShareRow> rows)
    {
        (Selection, Grouping, Measure, Runs, RunSums) = (selection, grouping, measure, runs, runSums);
        rows.Sort(static (a, b) =>
        {
            var order = b.SelfSum.CompareTo(a.SelfSum);
            order = order != 0 ? order : b.TotalSum.CompareTo(a.TotalSum);
            order = order != 0 ? order : string.CompareOrdinal(a.Name.Name, b.Name.Name);
            return order != 0 ? order : string.CompareOrdinal(a.Name.Module, b.Name.Module);
        });
        Rows = rows;
        _byName = new Dictionary<FunctionName, ShareRow>(rows.Count);
        foreach (var row in rows)
        {
            _byName.TryAdd(row.Name, row);
        }
    }

    /// <summary>The samples that were counted.</summary>
    public SampleSelection Selection { get; }

    internal Grouping Grouping { get; }

    /// <summary>What the shares are shares of; samples where the input has no periods.</summary>
    public Measure Measure { get; }

    /// <summary>The profile's runs that have selected samples.</summary>
    internal IReadOnlyList<RunId> Runs { get; }

    /// <summary>What the shares of each run are shares of, in the measure.</summary>
    public IReadOnlyList<long> RunSums { get; }

    /// <summary>What <see cref="ShareRow.SelfSamples"/> are: <c>samples</c>, <c>faults</c>, <c>calls</c>.</summary>
    internal string CountName => Selection.CountName;

    /// <summary>Samples of all runs.</summary>
    public long Samples => Selection.Samples;

    /// <summary>Largest self first, then largest total, then by name.</summary>
    public IReadOnlyList<ShareRow> Rows { get; }

    /// <summary>The row of a function, or null if it has no samples.</summary>
    public ShareRow? Find(FunctionName name) => _byName.GetValueOrDefault(name);

    /// <summary>Shares of all samples of the main event, by function.</summary>
    /// <param name="measure">Samples where the input has no periods.</param>
    public static SelfShares Compute(Profile profile, Measure measure = Measure.Weight) => Compute(SampleFilter.None.Apply(profile), measure);

    /// <summary>Shares of the selected samples, by function.</summary>
    /// <param name="measure">Samples where the input has no periods.</param>
    public static SelfShares Compute(SampleSelection selection, Measure measure = Measure.Weight) => Compute(selection, Grouping.Function, measure);

    internal static SelfShares Compute(SampleSelection selection, Grouping grouping, Measure measure = Measure.Weight)
    {
        ArgumentNullException.ThrowIfNull(selection);
        measure = selection.Resolve(measure);
        return grouping is Grouping.Thread or Grouping.Process
            ? new ThreadShareBuilder(selection, grouping, measure).Build()
            : new FrameShareBuilder(selection, grouping, measure).Build();
    }
}
