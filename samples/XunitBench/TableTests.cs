using PerfHarness;
using Xunit;

namespace Bench;

public class TableTests
{
    [Fact, PerfGate(MinSamples = 1000), Never("*.Linq.*"), MaxSelfShare("System.Text.RegularExpressions.*", 5)]
    public void Reads_a_table() => Assert.NotEqual(0UL, Table.Read());

    [Theory, InlineData(2), PerfGate(MinSamples = 1000)]
    public async Task Reads_tables_one_after_the_other(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            Assert.NotEqual(0UL, Table.Read());
        }
    }
}

// xUnit runs this class in parallel with the other one; the measurements still run one at a time.
public class DelegateTests
{
    [Fact]
    public async Task A_delegate_is_within_its_baseline()
    {
        var options = new PerfRunOptions { MinSamples = 1000 };
        var profile = await PerfRun.RecordAsync(() => { Table.Read(); }, options, TestContext.Current.CancellationToken);
        PerfAssert.WithinBaseline(profile);
    }
}
