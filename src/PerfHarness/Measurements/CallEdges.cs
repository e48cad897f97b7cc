using PerfHarness.Profiles;

namespace PerfHarness.Measurements;

/// <summary>
/// Who calls whom, over all runs of one side. Only edges that carry at least <see cref="MinimumShare"/> of the caller's or the
/// callee's samples are kept: that is where time can have moved to. In ordinal order of caller and callee.
/// </summary>
internal sealed class CallEdges
{
    /// <summary>Well below the 10 % that the gate requires: sums of sessions still contain every edge that it needs.</summary>
    public const double MinimumShare = 0.02;

    public static readonly CallEdges Empty = new([], []);

    private readonly Dictionary<FunctionName, long> _totals;
    private readonly ILookup<FunctionName, CallEdge> _byCaller;
    private readonly ILookup<FunctionName, CallEdge> _byCallee;

    /// <param name="totals">Total samples by function, over the same runs.</param>
    public CallEdges(IEnumerable<CallEdge> edges, IEnumerable<KeyValuePair<FunctionName, long>> totals)
    {
        _totals = new Dictionary<FunctionName, long>(totals);
        Edges = [.. edges
            .GroupBy(e => (e.Caller, e.Callee), (pair, same) => new CallEdge(pair.Caller, pair.Callee, same.Sum(e => e.Samples)))
            .Where(e => e.Samples > 0 && e.Caller != e.Callee)
            .Where(e => e.Samples >= MinimumShare * Math.Min(GetTotal(e.Caller), GetTotal(e.Callee)))
            .OrderBy(e => e.Caller.Module, StringComparer.Ordinal).ThenBy(e => e.Caller.Name, StringComparer.Ordinal)
            .ThenBy(e => e.Callee.Module, StringComparer.Ordinal).ThenBy(e => e.Callee.Name, StringComparer.Ordinal)];
        _byCaller = Edges.ToLookup(e => e.Caller);
        _byCallee = Edges.ToLookup(e => e.Callee);
    }

    public IReadOnlyList<CallEdge> Edges { get; }

    /// <summary>Total samples of the function, 0 if it is not known.</summary>
    public long GetTotal(FunctionName function) => _totals.GetValueOrDefault(function);

    public IEnumerable<CallEdge> GetCallers(FunctionName function) => _byCallee[function];

    public IEnumerable<CallEdge> GetCallees(FunctionName function) => _byCaller[function];

    public CallEdges Apply(FunctionSelection selection)
    {
        if (selection.IncludesAll || Edges.Count == 0)
        {
            return this;
        }

        return Map(selection.Map);
    }

    /// <summary>The edges under other names; those of functions that get the same one are added.</summary>
    public CallEdges Rename(IReadOnlyDictionary<FunctionName, FunctionName> names) =>
        Edges.Count == 0 ? this : Map(name => names.GetValueOrDefault(name, name));

    public CallEdges Append(CallEdges more)
    {
        ArgumentNullException.ThrowIfNull(more);
        return new CallEdges(
            Edges.Concat(more.Edges),
            _totals.Concat(more._totals).GroupBy(t => t.Key, (name, same) => KeyValuePair.Create(name, same.Sum(t => t.Value))));
    }

    private CallEdges Map(Func<FunctionName, FunctionName?> map) => new(
        Edges.Select(e => (Caller: map(e.Caller), Callee: map(e.Callee), e.Samples))
            .Where(e => e.Caller is not null && e.Callee is not null)
            .Select(e => new CallEdge(e.Caller!.Value, e.Callee!.Value, e.Samples)),
        _totals.Select(t => (Name: map(t.Key), t.Value)).Where(t => t.Name is not null)
            .GroupBy(t => t.Name!.Value, (name, same) => KeyValuePair.Create(name, same.Sum(t => t.Value))));
}
