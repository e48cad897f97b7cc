using PerfHarness.Profiles;

namespace PerfHarness.Measurements;

/// <summary>
/// Gives functions whose names hold ordinals one name on both sides. An edit elsewhere in the method, or in the file, changes the
/// ordinals, so that equal names are not the same function, and a function that is the same has another name. Per group of names
/// that differ in ordinals only:
/// <code>
///   baseline      candidate
///   lambda#0 A    lambda#0 X      new
///   lambda#1 B    lambda#1 A      equal bodies: the same function, under the candidate's name
///                 lambda#2 C      what is left and as many on both sides: the same in order (B was edited to C)
/// </code>
/// Where as many are not left, the samples of those are added, and the group's sum is compared. Counters that a process gave
/// mean nothing in another one: their functions are always added.
/// </summary>
internal sealed class OrdinalAlignment
{
    // Without bodies, functions with fewer samples than the test looks at do not say that something was added or removed.
    private const double MinimumShare = 0.002;

    private readonly Dictionary<FunctionName, FunctionName> _baseline = [];
    private readonly Dictionary<FunctionName, FunctionName> _candidate = [];

    /// <summary>Both sides under the candidate's names.</summary>
    public static (Measurement Baseline, Measurement Candidate) Align(Measurement baseline, Measurement candidate)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(candidate);
        (baseline, candidate) = (MergeProcessOrdinals(baseline), MergeProcessOrdinals(candidate));
        var alignment = new OrdinalAlignment();
        var groups = GetGroups(baseline.Counts);
        foreach (var (group, after) in GetGroups(candidate.Counts))
        {
            if (groups.TryGetValue(group, out var before))
            {
                alignment.AlignGroup(group, before, after);
            }
        }

        return (baseline.Rename(alignment._baseline), candidate.Rename(alignment._candidate));
    }

    /// <summary>The measurement with the functions of one name added that only a process's counter tells apart.</summary>
    public static Measurement MergeProcessOrdinals(Measurement side)
    {
        ArgumentNullException.ThrowIfNull(side);
        var names = new Dictionary<FunctionName, FunctionName>();
        foreach (var function in side.Counts.Functions)
        {
            var merged = OrdinalName.RemoveProcessOrdinal(function.Name.Name);
            if (merged != function.Name.Name)
            {
                names.Add(function.Name, function.Name with { Name = merged });
            }
        }

        return side.Rename(names);
    }

    // A group has ordinals on one side at least. A name without any is the group's own: it may be the only one of its method.
    private static Dictionary<FunctionName, List<Member>> GetGroups(RunCounts counts)
    {
        var samples = counts.Runs.Sum(r => (double)r.Samples);
        var groups = new Dictionary<FunctionName, List<Member>>();
        foreach (var function in counts.Functions)
        {
            var parsed = OrdinalName.Parse(function.Name.Name);
            var group = function.Name with { Name = parsed?.Group ?? function.Name.Name };
            if (!groups.TryGetValue(group, out var members))
            {
                groups.Add(group, members = []);
            }

            var share = samples > 0 ? Math.Max(function.SelfSum, function.TotalSum) / samples : 0;
            members.Add(new Member(function.Name, parsed?.Ordinals ?? [], function.Body, share >= MinimumShare));
        }

        return groups;
    }

    private void AlignGroup(FunctionName group, List<Member> allBefore, List<Member> allAfter)
    {
        if (allBefore.TrueForAll(m => m.Ordinals.Count == 0) && allAfter.TrueForAll(m => m.Ordinals.Count == 0))
        {
            return;
        }

        allBefore.Sort(Member.CompareByOrdinals);
        allAfter.Sort(Member.CompareByOrdinals);
        var (before, after) = PairEqualBodies(allBefore, allAfter);
        var haveBodies = before.TrueForAll(m => m.Body != 0) && after.TrueForAll(m => m.Body != 0);
        if (!haveBodies)
        {
            RemoveRare(before, after);
        }

        if (before.Count == after.Count)
        {
            for (var i = 0; i < before.Count; i++)
            {
                _baseline[before[i].Name] = after[i].Name;
            }
        }
        else if (!haveBodies || (before.Count > 0 && after.Count > 0))
        {
            before.ForEach(m => _baseline[m.Name] = group);
            after.ForEach(m => _candidate[m.Name] = group);
        }

        KeepApart(allBefore);
    }

    // Several of one body: in order, where there are as many on both sides. Gives what is left.
    private (List<Member> Before, List<Member> After) PairEqualBodies(List<Member> before, List<Member> after)
    {
        var (old, now) = (before.ToLookup(m => m.Body), after.ToLookup(m => m.Body));
        foreach (var same in now.Where(g => g.Key != 0 && old[g.Key].Count() == g.Count()))
        {
            foreach (var (b, a) in old[same.Key].Zip(same))
            {
                _baseline[b.Name] = a.Name;
            }
        }

        return (before.FindAll(m => IsLeft(m, old, now)), after.FindAll(m => IsLeft(m, now, old)));

        static bool IsLeft(Member member, ILookup<ulong, Member> own, ILookup<ulong, Member> other) =>
            member.Body == 0 || other[member.Body].Count() != own[member.Body].Count();
    }

    private static void RemoveRare(List<Member> before, List<Member> after)
    {
        var often = before.Concat(after).Where(m => m.IsFrequent).Select(m => m.Name).ToHashSet();
        before.RemoveAll(m => !often.Contains(m.Name));
        after.RemoveAll(m => !often.Contains(m.Name));
    }

    // A function that the candidate no longer has, while another one has its name now.
    private void KeepApart(List<Member> before)
    {
        var taken = before.Where(m => _baseline.ContainsKey(m.Name)).Select(m => _baseline[m.Name]).ToHashSet();
        foreach (var removed in before.Where(m => !_baseline.ContainsKey(m.Name) && taken.Contains(m.Name)))
        {
            _baseline.Add(removed.Name, removed.Name with { Name = removed.Name.Name + " [removed]" });
        }
    }

    private sealed record Member(FunctionName Name, IReadOnlyList<int> Ordinals, ulong Body, bool IsFrequent)
    {
        public static int CompareByOrdinals(Member a, Member b) => OrdinalName.CompareOrdinals(a.Ordinals, b.Ordinals);
    }
}
