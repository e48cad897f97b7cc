using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Tests.Runs;

public sealed class MainModuleTests
{
    [Fact]
    public void The_module_of_a_command_is_its_program_or_the_assembly_that_dotnet_starts()
    {
        Assert.Equal("bench-v2", MainModule.GetName(new CommandTarget("out/bench-v2", ["x"])));
        Assert.Equal("Bench", MainModule.GetName(new CommandTarget("dotnet", ["bin/Bench.dll", "x"])));
        Assert.Equal("Bench", MainModule.GetName("dotnet bin/Bench.dll x"));
        Assert.Equal("", MainModule.GetName(""));
    }

    [Fact]
    public void Functions_of_a_program_that_changed_its_file_name_stay_the_same_functions()
    {
        var side = Side(("old", "Main"), ("old", "old!0x10"), ("old", "[old]"), ("libc.so.6", "read"));
        var renamed = MainModule.Rename(side, "old", "new");
        Assert.Equal(["libc.so.6!read", "new!Main", "new![new]", "new!new!0x10"], renamed.Counts.Functions.Select(f => f.Name.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(new CallEdge(new FunctionName("new", "Main"), new FunctionName("libc.so.6", "read"), 5), Assert.Single(renamed.Edges.Edges));
    }

    [Fact]
    public void Nothing_is_renamed_where_both_modules_are_there()
    {
        var side = Side(("old", "Main"), ("new", "Main"));
        Assert.Same(side, MainModule.Rename(side, "old", "new"));
    }

    private static Measurement Side(params (string Module, string Name)[] functions)
    {
        var counts = functions.Select(f => new FunctionCounts(new FunctionName(f.Module, f.Name), [5], [5])).ToList();
        var (first, last) = (counts[0].Name, counts[^1].Name);
        var edges = new CallEdges([new CallEdge(first, last, 5)], counts.Select(c => KeyValuePair.Create(c.Name, 5L)));
        return new Measurement(new RunCounts([new RunRecord { Session = "s", Samples = 100 }], counts), edges, new Conditions());
    }
}
