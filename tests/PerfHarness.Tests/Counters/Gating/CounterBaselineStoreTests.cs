using System.Text;
using PerfHarness.Baselines;
using PerfHarness.Counters;
using PerfHarness.Counters.Gating;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Tests.Counters.Gating;

public sealed class CounterBaselineStoreTests : IDisposable
{
    private static readonly CounterBaseline Baseline = new(
        "json / parse", new DateTimeOffset(2026, 11, 22, 2, 11, 24, TimeSpan.Zero), "6.1.187",
        new Conditions { Command = "./bench 'a b'", Fingerprint = new Fingerprint { CpuModel = "AMD EPYC", Architecture = "x64", ProcessorCount = 2, Kernel = "6.18" } },
        ["task-clock,{cycles,instructions}", "syscalls:*"],
        [new Counter("task-clock", "msec", [70.53, 71.25]), new Counter("odd\tname", "", [500, 501])]);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_accepted_is_found_again_and_removed()
    {
        var store = new CounterBaselineStore(_folder.Path);
        var path = await store.AcceptAsync(Baseline, Cancellation);
        var read = Assert.Single(store.List("json / parse"));
        Assert.Equivalent(Baseline, read.Baseline);
        Assert.Empty(store.List("other"));
        Assert.Empty(await new FileBaselineStore(_folder.Path).ListAsync(null, Cancellation));
        await store.RemoveAsync(read.Key, Cancellation);
        Assert.False(File.Exists(path));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Its_text_is_the_same_each_time_with_one_event_per_line()
    {
        var text = Encoding.UTF8.GetString(CounterBaselineFormat.Write(Baseline));
        Assert.Equal(text, Encoding.UTF8.GetString(CounterBaselineFormat.Write(CounterBaselineFormat.Parse(Encoding.UTF8.GetBytes(text), "x"))));
        Assert.Contains("\n70.89\tmsec\ttask-clock\t70.53 71.25\n", text, StringComparison.Ordinal);
        Assert.Contains("\nevent: task-clock,{cycles,instructions}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_shortened_or_changed_text_is_refused_with_a_code()
    {
        var bytes = CounterBaselineFormat.Write(Baseline);
        for (var length = 0; length < bytes.Length - 1; length++)
        {
            Assert.Equal(DiagnosticCodes.CorruptBaseline, Assert.Throws<InputException>(() => CounterBaselineFormat.Parse(bytes[..length], "x")).Diagnostic.Code);
        }

        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                CounterBaselineFormat.Parse(changed, "x");
            }
            catch (InputException)
            {
            }
        }
    }
}
