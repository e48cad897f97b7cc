using PerfHarness.Analysis;

namespace PerfHarness.Tests.Analysis;

public sealed class ProfileDiffTests
{
    [Fact]
    public void Functions_are_matched_by_name_and_the_largest_change_is_first()
    {
        var diff = ProfileDiff.Compare(CallTreeTests.Make("a;b 50", "a;c 50"), CallTreeTests.Make("a;c 10", "a;d 10"));
        Assert.Equal([("b", -0.5), ("d", 0.5), ("a", 0), ("c", 0)], diff.Functions.Select(f => (f.Name.Name, Math.Round(f.SelfChange, 9))));
        Assert.Null(diff.Functions[0].After);
        Assert.Null(diff.Functions[1].Before);
    }

    [Fact]
    public void Stacks_of_both_are_in_one_table()
    {
        var diff = ProfileDiff.Compare(CallTreeTests.Make("a;b 5", "a;c 1"), CallTreeTests.Make("a;b 7", "d 2")).Stacks;
        var text = Enumerable.Range(1, diff.Stacks.Count - 1)
            .Select(row => (Path: string.Join(';', diff.Stacks.GetFrames(new(row)).Select(f => diff.Functions[diff.Frames[f].Function].Name.Name)), Before: diff.Before[row], After: diff.After[row]))
            .Where(r => r.Before + r.After > 0).OrderBy(r => r.Path, StringComparer.Ordinal);
        Assert.Equal([("a;b", 5, 7), ("a;c", 1, 0), ("d", 0, 2)], text);
    }
}
