using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>Pairs functions that are new with ones that vanished: same main caller (or one that was itself renamed), equal shares.</summary>
internal static class RenameAnalysis
{
    // The two shares may differ by this part of the vanished function's share, or by noise.
    private const double Tolerance = 0.15;
    private const double ToleratedDeviations = 3;

    /// <summary>For each new function that was renamed, the vanished one.</summary>
    public static Dictionary<int, int> FindRenames(ShareTest test, IReadOnlyList<FunctionName> names, CallEdges before, CallEdges after)
    {
        var added = test.Functions.Where(f => f.Before == 0 && f.After >= ShareTest.MinimumFamilyShare).OrderByDescending(f => f.After).ToList();
        var removed = test.Functions.Where(f => f.After == 0 && f.Before >= ShareTest.MinimumFamilyShare).OrderByDescending(f => f.Before).ToList();
        var found = new Dictionary<int, int>();
        var renamed = new Dictionary<FunctionName, FunctionName>();
        // A renamed caller may be found only after its callee has been examined.
        for (var progress = true; progress;)
        {
            progress = false;
            foreach (var candidate in added.Where(f => !found.ContainsKey(f.Index)))
            {
                var parent = FindMainCaller(after, names[candidate.Index]);
                var match = removed.Where(f => !found.ContainsValue(f.Index) && HaveSimilarShares(f, candidate))
                    .Where(f => FindMainCaller(before, names[f.Index]) is { } caller && (caller == parent || caller == FindOldName(parent)))
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

        FunctionName? FindOldName(FunctionName? name) => name is { } n && renamed.TryGetValue(n, out var oldName) ? oldName : null;
    }

    private static bool HaveSimilarShares(FunctionTest vanished, FunctionTest added) =>
        Math.Abs(vanished.Before - added.After) <= Math.Max(
            Tolerance * vanished.Before, ToleratedDeviations * Math.Sqrt(Math.Min(vanished.Variance, added.Variance)));

    private static FunctionName? FindMainCaller(CallEdges edges, FunctionName function) =>
        edges.GetCallers(function).OrderByDescending(e => e.Samples).Select(e => (FunctionName?)e.Caller).FirstOrDefault();
}
