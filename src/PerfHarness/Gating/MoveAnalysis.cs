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
    private const double EdgeShare = 0.1;

    /// <summary>Part of the rise that the neighbours must have lost, and the part that may be left over.</summary>
    private const double Explained = 0.7;
    private const double LeftOver = 0.3;

    /// <summary>A function with less than this part of its other side's inclusive share is a frame on that side only.</summary>
    private const double InlinedShare = 0.1;

    // For all neighbours of one function together: a fall by chance must not hide a regression.
    private const double FallProbability = 0.01;

    private readonly Dictionary<FunctionName, int> _index = counts.Names.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);
    private readonly Dictionary<int, double> _spent = [];

    /// <summary>Where the time came from, or null. To be asked in descending order of the rise.</summary>
    public Move? SourceOf(int function)
    {
        var rise = test.Functions[function].NormalisedDifference;
        var neighbours = Neighbours(function);
        if (rise <= 0 || neighbours.Count == 0)
        {
            return null;
        }

        var falls = neighbours.Keys
            .Where(j => test.Functions[j].PFall * neighbours.Count <= FallProbability)
            .Select(j => (Function: j, Fall: -ChangeOf(j)))
            .Where(f => f.Fall > 0)
            .OrderByDescending(f => f.Fall).ThenBy(f => f.Function)
            .ToList();
        var net = rise + neighbours.Keys.Sum(ChangeOf);
        if (falls.Sum(f => f.Fall) < Explained * rise || net > LeftOver * rise)
        {
            return null;
        }

        // The next one's neighbours are judged without what is explained already.
        _spent[function] = _spent.GetValueOrDefault(function) - rise;
        var open = rise;
        foreach (var (neighbour, fall) in falls)
        {
            var part = Math.Min(fall, open);
            _spent[neighbour] = _spent.GetValueOrDefault(neighbour) + part;
            open -= part;
        }

        return new Move(falls[0].Function, neighbours[falls[0].Function]);
    }

    // What earlier rises already used up of a fall is not there any more, nor are they.
    private double ChangeOf(int function) => test.Functions[function].NormalisedDifference + _spent.GetValueOrDefault(function);

    // Value: the neighbour is a callee, or was reached through one.
    private Dictionary<int, bool> Neighbours(int function)
    {
        var found = new Dictionary<int, bool>();
        foreach (var side in (CallEdges[])[before, after])
        {
            var name = counts.Names[function];
            var least = EdgeShare * side.TotalOf(name);
            Visit(name, node => side.CalleesOf(node).Where(e => e.Samples >= least).Select(e => e.Callee), callee: true);
            Visit(name, node => side.CallersOf(node).Where(e => e.Samples >= least).Select(e => e.Caller), callee: false);
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
        (PairedCounts.TotalShare(counts.BaselineCounts, name), PairedCounts.TotalShare(counts.CandidateCounts, name)) is ({ } old, { } now)
        && Math.Min(old, now) < InlinedShare * Math.Max(old, now);

    /// <param name="Neighbour">The one that gave most.</param>
    /// <param name="IsCallee">It is called by the function, else it calls it.</param>
    public readonly record struct Move(int Neighbour, bool IsCallee);
}
