using NUnit.Framework;
using PerfHarness;

namespace Bench;

public class TableTests
{
    [Test, PerfGate(MinSamples = 1000), Never("*.Linq.*"), MaxSelfShare("System.Text.RegularExpressions.*", 5)]
    public void Reads_a_table() => Assert.That(Table.Read(), Is.Not.Zero);

    [TestCase(2), PerfGate(MinSamples = 1000)]
    public async Task Reads_tables_one_after_the_other(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            Assert.That(Table.Read(), Is.Not.Zero);
        }
    }

    [Test]
    public async Task A_delegate_is_within_its_baseline()
    {
        var profile = await PerfRun.RecordAsync(() => { Table.Read(); }, new PerfRunOptions { MinSamples = 1000 });
        Assert.That(profile, Is.WithinBaseline());
    }
}
