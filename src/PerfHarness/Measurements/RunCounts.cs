using System.Collections.Immutable;
using PerfHarness.Profiles;

namespace PerfHarness.Measurements;

/// <summary>
/// One side of a comparison: raw sample counts by function and run, never shares or means.
/// <code>
///                 run 0  run 1  run 2
///   A!Parse         310    322    305     Self, and likewise Total
///   A!Write          12      9     14
///   …
///   column sum     5003   4987   5011     GetSamples(run): what shares are divided by
/// </code>
/// Functions are in ordinal order of module and name, each once; every column sum is at most the run's own
/// <see cref="RunRecord.Samples"/>, and less only after <see cref="Apply"/> removed functions.
/// </summary>
internal sealed class RunCounts
{
    private readonly long[] _samples;
    private readonly Dictionary<FunctionName, FunctionCounts> _byName;

    /// <exception cref="ArgumentException">A function occurs twice, or its counts do not fit the runs.</exception>
    public RunCounts(IEnumerable<RunRecord> runs, IEnumerable<FunctionCounts> functions)
    {
        Runs = [.. runs];
        Functions = [.. functions.Order(NameComparer.Instance)];
        _samples = new long[Runs.Count];
        _byName = new Dictionary<FunctionName, FunctionCounts>(Functions.Count);
        foreach (var function in Functions)
        {
            AddChecked(function);
            for (var run = 0; run < _samples.Length; run++)
            {
                _samples[run] = checked(_samples[run] + function.Self[run]);
            }
        }
    }

    public IReadOnlyList<RunRecord> Runs { get; }

    public IReadOnlyList<FunctionCounts> Functions { get; }

    /// <summary>Sessions in the order of their first run.</summary>
    public IReadOnlyList<string> Sessions => [.. Runs.Select(r => r.Session).Distinct(StringComparer.Ordinal)];

    /// <summary>Total counts are known.</summary>
    public bool HasTotals => Functions.Any(f => !f.Total.IsEmpty);

    /// <summary>Samples of the run over all functions that are left.</summary>
    public long GetSamples(int run) => _samples[run];

    public FunctionCounts? Find(FunctionName name) => _byName.GetValueOrDefault(name);

    /// <summary>The counts with functions removed or merged; the same selection must be applied to both sides.</summary>
    public RunCounts Apply(FunctionSelection selection)
    {
        if (selection.IncludesAll)
        {
            return this;
        }

        return Map(selection.Map);
    }

    /// <summary>The counts under other names; functions that get the same one are added.</summary>
    public RunCounts Rename(IReadOnlyDictionary<FunctionName, FunctionName> names) => Map(name => names.GetValueOrDefault(name, name));

    /// <summary>Some of the runs, by index.</summary>
    public RunCounts SelectRuns(IReadOnlyList<int> runs) => new(
        runs.Select(run => Runs[run]),
        Functions.Select(f => f with
        {
            Self = [.. runs.Select(run => f.Self[run])],
            Total = f.Total.IsEmpty ? [] : [.. runs.Select(run => f.Total[run])],
        }));

    /// <summary>Both sides' runs, one after the other; a function that one of them lacks has zeros there.</summary>
    public RunCounts Append(RunCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var names = Functions.Concat(other.Functions).Select(f => f.Name).Distinct();
        var totals = (Runs.Count == 0 || HasTotals) && (other.Runs.Count == 0 || other.HasTotals);
        return new RunCounts([.. Runs, .. other.Runs], names.Select(name =>
        {
            var (a, b) = (Find(name), other.Find(name));
            return new FunctionCounts(
                name,
                [.. a?.Self ?? CreateZeros(Runs.Count), .. b?.Self ?? CreateZeros(other.Runs.Count)],
                totals ? [.. a?.Total ?? CreateZeros(Runs.Count), .. b?.Total ?? CreateZeros(other.Runs.Count)] : [],
                b?.Source ?? a?.Source,
                a is null || b is null || a.Body == b.Body ? (a ?? b)!.Body : 0);
        }));
    }

    private RunCounts Map(Func<FunctionName, FunctionName?> map) => new(Runs, Functions
        .Select(f => (Name: map(f.Name), Counts: f))
        .Where(p => p.Name is not null)
        .GroupBy(p => p.Name!.Value, p => p.Counts)
        .Select(g => g.Count() == 1 ? g.First() with { Name = g.Key } : Merge(g.Key, [.. g])));

    private static ImmutableArray<long> CreateZeros(int count) => ImmutableArray.Create(new long[count]);

    // A stack that holds two of the merged functions is in both totals, so their sum may pass the run's samples.
    private FunctionCounts Merge(FunctionName name, List<FunctionCounts> parts)
    {
        var self = new long[Runs.Count];
        var total = new long[Runs.Count];
        for (var run = 0; run < Runs.Count; run++)
        {
            self[run] = parts.Sum(p => p.Self[run]);
            total[run] = Math.Min(parts.Sum(p => p.Total.IsEmpty ? 0 : p.Total[run]), Runs[run].Samples);
        }

        var source = parts.Find(p => p.Source is not null)?.Source;
        return new FunctionCounts(name, [.. self], parts.Exists(p => p.Total.IsEmpty) ? [] : [.. total], source);
    }

    private void AddChecked(FunctionCounts function)
    {
        if (function.Self.Length != Runs.Count || (!function.Total.IsEmpty && function.Total.Length != Runs.Count))
        {
            throw new ArgumentException($"{function.Name} has counts for {function.Self.Length} runs of {Runs.Count}");
        }

        if (function.Self.Any(c => c < 0) || function.Total.Any(c => c < 0))
        {
            throw new ArgumentException($"{function.Name} has a negative count");
        }

        if (!_byName.TryAdd(function.Name, function))
        {
            throw new ArgumentException($"duplicate function {function.Name}");
        }
    }

    private sealed class NameComparer : IComparer<FunctionCounts>
    {
        public static readonly NameComparer Instance = new();

        public int Compare(FunctionCounts? x, FunctionCounts? y)
        {
            var byModule = string.CompareOrdinal(x!.Name.Module, y!.Name.Module);
            return byModule != 0 ? byModule : string.CompareOrdinal(x.Name.Name, y.Name.Name);
        }
    }
}
