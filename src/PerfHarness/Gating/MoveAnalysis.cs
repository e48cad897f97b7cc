using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>
/// Finds rises that a function's direct callers and callees paid for: the JIT inlined a callee in one build and not in
/// the other, or a refactoring moved code across a call. A function that only one side has as a frame was inlined on the
/// other, with what it calls in its place: it is looked through. What a neighbour gave explains one rise only.
/// </summary>
internal sealed class MoveAnalysis(ShareTest test, PairedCounts counts, CallEdges before, CallEdges after)
{
    /// <summary>Part of the function's inclusive samples that an edge must carry on either side.</summary>
    private const double MinimumEdgeShare = 0.1;

    /// <summary>Part of the rise that the neighbours must have lost, and the part that may be left over.</summary>
    private const double MinimumExplainedShare = 0.7;
    private const double MaximumUnexplainedShare = 0.3;

    /// <summary>A function with less than this part of its other side's inclusive share is a frame on that side only.</summary>
    private const double InlinedShare = 0.1;

    // For all neighbours of one function together: a fall by chance must not hide a regression.
    private const double FallPValue = 0.01;

    private readonly Dictionary<FunctionName, int> _index = counts.Names.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);
    private readonly Dictionary<int, double> _explained = [];

    /// <summary>Where the time came from, or null. To be asked in descending order of the rise.</summary>
    public Move? FindSource(int function)
    {
        var rise = test.Functions[function].NormalizedDifference;
        var neighbours = FindNeighbors(function);
        if (rise <= 0 || neighbours.Count == 0)
        {
            return null;
        }

        var falls = neighbours.Keys
            .Where(j => test.Functions[j].PFall * neighbours.Count <= FallPValue)
            .Select(j => (Function: j, Fall: -GetRemainingChange(j)))
            .Where(f => f.Fall > 0)
            .OrderByDescending(f => f.Fall).ThenBy(f => f.Function)
            .ToList();
        var net = rise + neighbours.Keys.Sum(GetRemainingChange);
        if (falls.Sum(f => f.Fall) < MinimumExplainedShare * rise || net > MaximumUnexplainedShare * rise)
        {
            return null;
        }

        // The next one's neighbours are judged without what is explained already.
        _explained[function] = _explained.GetValueOrDefault(function) - rise;
        var open = rise;
        foreach (var (neighbour, fall) in falls)
        {
            var part = Math.Min(fall, open);
            _explained[neighbour] = _explained.GetValueOrDefault(neighbour) + part;
            open -= part;
        }

        return new Move(falls[0].Function, neighbours[falls[0].Function]);
    }

    // What earlier rises already used up of a fall is not there any more, nor are they.
    private double GetRemainingChange(int function) => test.Functions[function].NormalizedDifference + _explained.GetValueOrDefault(function);

    // Value: the neighbour is a callee, or was reached through one.
    private Dictionary<int, bool> FindNeighbors(int function)
    {
        var found = new Dictionary<int, bool>();
        foreach (var side in (CallEdges[])[before, after])
        {
            var name = counts.Names[function];
            var least = MinimumEdgeShare * side.GetTotal(name);
            Visit(name, node => side.GetCallees(node).Where(e => e.Samples >= least).Select(e => e.Callee), callee: true);
            Visit(name, node => side.GetCallers(node).Where(e => e.Samples >= least).Select(e => e.Caller), callee: false);
        }

        return found;

        void Visit(FunctionName from, Func<FunctionName, IEnumerable<FunctionName>> next, bool callee)
        {
            var (open, seen) = (new Queue<FunctionName>([from]), new HashSet<FunctionName> { from });
            while (open.TryDequeue(out var node))
            {
                foreach (var name in next(node).Where(seen.Add))
                {
                    if (_index.TryGetValue(name, out var neighbour) && neighbour != function)
                    {
                        found.TryAdd(neighbour, callee);
                    }

                    if (IsOnOneSide(name))
                    {
                        open.Enqueue(name);
                    }
                }
            }
        }
    }

    private bool IsOnOneSide(FunctionName name) =>
        (PairedCounts.ComputeTotalShare(counts.BaselineCounts, name), PairedCounts.ComputeTotalShare(counts.CandidateCounts, name)) is ({ } old, { } now)
        && Math.Min(old, now) < InlinedShare * Math.Max(old, now);

    /// <param name="Neighbor">The one that gave most.</param>
    /// <param name="IsCallee">It is called by the function, else it calls it.</param>
    public readonly record struct Move(int Neighbor, bool IsCallee);
}
