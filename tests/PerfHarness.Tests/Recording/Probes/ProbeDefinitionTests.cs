using PerfHarness.Recording.Probes;

namespace PerfHarness.Tests.Recording.Probes;

public sealed class ProbeDefinitionTests
{
    // perf takes "read" behind a colon for a raw event, "u" for a modifier and "cycles" for the counter.
    [Theory]
    [InlineData("malloc", false, "malloc")]
    [InlineData("malloc", true, "malloc__return")]
    [InlineData("ns::Cache::find", false, "ns_Cache_find")]
    [InlineData("std::vector<int>::push_back", false, "std_vector_int_push_back")]
    [InlineData("main.(*T).Do", false, "main_T_Do")]
    [InlineData("read", false, "read_")]
    [InlineData("u", false, "u_")]
    [InlineData("cycles", false, "cycles_")]
    [InlineData("0x1149", false, "_0x1149")]
    [InlineData("Größe", false, "Gr_e")]
    [InlineData("a_function_with_a_name_that_is_longer_than_any_event_may_be", false, "a_function_with_a_name_that_is_longer_th")]
    public void A_functions_name_becomes_one_that_the_kernel_and_perf_take(string function, bool isReturn, string expected)
    {
        Assert.Equal(expected, ProbeDefinition.CreateName(function, isReturn, []));
        Assert.Equal(expected + "_2", ProbeDefinition.CreateName(function, isReturn, [expected]));
    }

    [Fact]
    public void Lines_are_those_of_tracefs()
    {
        var probe = new ProbeDefinition("work", "/bin/a:0x1149", ["n=%di"], IsReturn: false, IsKernel: false);
        Assert.Equal("p:g/work /bin/a:0x1149 n=%di\n", probe.FormatAdd("g"));
        Assert.Equal("r:g/work /bin/a:0x1149 n=%di\n", (probe with { IsReturn = true }).FormatAdd("g"));
        Assert.Equal("-:g/work\n", ProbeDefinition.FormatRemove("g", "work"));
        Assert.Equal(("g:work", "uprobe_events"), (probe.GetEvent("g"), probe.EventsFile));
    }
}
