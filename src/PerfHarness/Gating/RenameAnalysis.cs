using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>Pairs functions that are new with ones that vanished: same main caller (or one that was itself renamed), equal shares.</summary>
internal static class RenameAnalysis
{
    // Shares of the two may differ by this part of the old one, or by noise.
    private const double Tolerance = 0.15;
    private const double ToleratedDeviations = 3;

    /// <summary>The vanished function by the new one.</summary>
    public static Dictionary<int, int> FindRenames(ShareTest test, IReadOnlyList<FunctionName> names, CallEdges before, CallEdges after)
    {
        var added = test.Functions.Where(f => f.Before == 0 && f.After >= ShareTest.MinimumFamilyShare).OrderByDescending(f => f.After).ToList();
        var gone = test.Functions.Where(f => f.After == 0 && f.Before >= ShareTest.MinimumFamilyShare).OrderByDescending(f => f.Before).ToList();
        var found = new Dictionary<int, int>();
        var renamed = new Dictionary<FunctionName, FunctionName>();
        // A renamed caller may be found only after its callee was looked at.
        for (var progress = true; progress;)
        {
            progress = false;
            foreach (var candidate in added.Where(f => !found.ContainsKey(f.Index)))
            {
                var parent = FindMainCaller(after, names[candidate.Index]);
                var match = gone.Where(f => !found.ContainsValue(f.Index) && HaveSimilarShares(f, candidate))
                    .Where(f => FindMainCaller(before, names[f.Index]) is { } old && (old == parent || (parent is { } p && renamed.TryGetValue(p, out var was) && was == old)))
                    .OrderBy(f => Math.Abs(f.Before - candidate.After)).Select(f => (int?)f.Index).FirstOrDefault();
                if (match is { } vanished)
                {
                    found.Add(candidate.Index, vanished);
                    renamed.Add(names[candidate.Index], names[vanished]);
                    progress = true;
                }
            }
        }

        return found;
    }

    private static bool HaveSimilarShares(FunctionTest vanished, FunctionTest added) =>
        Math.Abs(vanished.Before - added.After) <= Math.Max(
            Tolerance * vanished.Before, ToleratedDeviations * Math.Sqrt(Math.Min(vanished.Variance, added.Variance)));

    private static FunctionName? FindMainCaller(CallEdges edges, FunctionName function) =>
        edges.GetCallers(function).OrderByDescending(e => e.Samples).Select(e => (FunctionName?)e.Caller).FirstOrDefault();
}
