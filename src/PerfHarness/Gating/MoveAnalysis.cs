using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>
/// Finds rises that are offset by a fall of a function's direct callers and callees: the JIT inlined a callee in one build and not in
/// the other, or a refactoring moved code across a call. A function that only one side has as a frame was inlined on the
/// other, with its callees in its place: these count as neighbors. A neighbor's fall explains one rise only.
/// </summary>
internal sealed class MoveAnalysis(ShareTest test, PairedCounts counts, CallEdges before, CallEdges after)
{
    /// <summary>Part of the function's total samples that an edge must carry on either side.</summary>
    private const double MinimumEdgeShare = 0.1;

    /// <summary>Part of the rise that the neighbors must have lost, and the part that may be left over.</summary>
    private const double MinimumExplainedShare = 0.7;
    private const double MaximumUnexplainedShare = 0.3;

    /// <summary>A function with less than this part of its other side's total share is a frame on that side only.</summary>
    private const double InlinedShare = 0.1;

    // For all neighbors of one function together: a fall by chance must not hide a regression.
    private const double FallPValue = 0.01;

    private readonly Dictionary<FunctionName, int> _index = counts.Names.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);
    private readonly Dictionary<int, double> _explained = [];

    /// <summary>Where the time came from, or null. To be called in descending order of the rise.</summary>
    public Move? FindSource(int function)
    {
        var rise = test.Functions[function].NormalizedDifference;
        var neighbors = FindNeighbors(function);
        if (rise <= 0 || neighbors.Count == 0)
        {
            return null;
        }

        var falls = neighbors.Keys
            .Where(j => test.Functions[j].PFall * neighbors.Count <= FallPValue)
            .Select(j => (Function: j, Fall: -GetRemainingChange(j)))
            .Where(f => f.Fall > 0)
            .OrderByDescending(f => f.Fall).ThenBy(f => f.Function)
            .ToList();
        var net = rise + neighbors.Keys.Sum(GetRemainingChange);
        if (falls.Sum(f => f.Fall) < MinimumExplainedShare * rise || net > MaximumUnexplainedShare * rise)
        {
            return null;
        }

        // For the next function, its neighbors do not include what is already explained.
        _explained[function] = _explained.GetValueOrDefault(function) - rise;
        var unexplained = rise;
        foreach (var (neighbor, fall) in falls)
        {
            var part = Math.Min(fall, unexplained);
            _explained[neighbor] = _explained.GetValueOrDefault(neighbor) + part;
            unexplained -= part;
        }

        return new Move(falls[0].Function, neighbors[falls[0].Function]);
    }

    // Without the part of a fall that earlier rises used up, and without those rises.
    private double GetRemainingChange(int function) => test.Functions[function].NormalizedDifference + _explained.GetValueOrDefault(function);

    // Value: the neighbor is a callee, or was reached through one.
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
                    if (_index.TryGetValue(name, out var neighbor) && neighbor != function)
                    {
                        found.TryAdd(neighbor, callee);
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
        PairedCounts.ComputeTotalShare(counts.BaselineCounts, name) is { } baselineShare
        && PairedCounts.ComputeTotalShare(counts.CandidateCounts, name) is { } candidateShare
        && Math.Min(baselineShare, candidateShare) < InlinedShare * Math.Max(baselineShare, candidateShare);

    /// <param name="Neighbor">The one whose share fell most.</param>
    /// <param name="IsCallee">It is called by the function; otherwise it is a caller.</param>
    public readonly record struct Move(int Neighbor, bool IsCallee);
}
