using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Tests.Baselines;

/// <summary>What every store must do, whatever it keeps baselines in.</summary>
public abstract class BaselineStoreContract
{
    private static readonly BaselineKey Key = new("json", "xeon-1");
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected abstract IBaselineStore Store { get; }

    [Fact]
    public async Task An_empty_store_has_nothing()
    {
        Assert.Empty(await Store.ListAsync(null, Stop));
        Assert.Null(await Store.ReadAsync(Key, Stop));
        Assert.Null(await Store.ReadStacksAsync(Key, Stop));
        Assert.False(await Store.RemoveAsync(Key, Stop));
    }

    [Fact]
    public async Task An_accepted_baseline_is_read_back_unchanged()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var accepted = await Store.AcceptAsync(Key, SampleMeasurements.Random(seed, "s1"), AcceptMode.Replace, $"note {seed}\n\tsecond line", null, Stop);
            var read = await Store.ReadAsync(Key, Stop);
            Assert.Equal(SampleMeasurements.Dump(accepted), SampleMeasurements.Dump(read!));
        }
    }

    [Fact]
    public async Task A_hostile_bench_name_is_a_key_like_any_other()
    {
        string[] names = ["../../etc/passwd", "", ".", "..", "a/b", "a\\b", "a b", "A", "a", "-rf", "\0", "\n", "é", "%2e", "~", "a~b", new string('x', 400), new string('x', 401), "\ud800", "\ud801", "con.", ".git", "*"];
        foreach (var name in names)
        {
            await Store.AcceptAsync(Key with { Bench = name }, SampleMeasurements.Measure(name, ("F", [name.Length + 1, 5])), AcceptMode.Replace, "", null, Stop);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), (await Store.ListAsync(null, Stop)).Select(e => e.Key.Bench));
        foreach (var name in names)
        {
            var read = await Store.ReadAsync(Key with { Bench = name }, Stop);
            Assert.Equal(name.Length + 1, read!.Counts.Functions[0].Self[0]);
            Assert.Equal(name, read.Counts.Runs[0].Session);
            Assert.Equal(name, Assert.Single(await Store.ListAsync(name, Stop)).Key.Bench);
            Assert.True(await Store.RemoveAsync(Key with { Bench = name }, Stop));
        }

        Assert.Empty(await Store.ListAsync(null, Stop));
    }

    [Fact]
    public async Task Fingerprints_and_pins_coexist()
    {
        var other = Key with { Fingerprint = "epyc-2" };
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10, 11])), AcceptMode.Replace, "", null, Stop);
        await Store.AcceptAsync(other, SampleMeasurements.Measure("s1", ("F", [20, 21])), AcceptMode.Replace, "", null, Stop);
        await Store.PinAsync(Key, "release-1.4", cancellation: Stop);
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s2", ("F", [30, 31])), AcceptMode.Replace, "", null, Stop);

        Assert.Equal([other, Key, Key with { Pin = "release-1.4" }], (await Store.ListAsync("json", Stop)).Select(e => e.Key));
        Assert.Equal(10, (await Store.ReadAsync(Key with { Pin = "release-1.4" }, Stop))!.Counts.Functions[0].Self[0]);
        Assert.Equal(30, (await Store.ReadAsync(Key, Stop))!.Counts.Functions[0].Self[0]);
        Assert.Equal(20, (await Store.ReadAsync(other, Stop))!.Counts.Functions[0].Self[0]);
    }

    [Fact]
    public async Task Removing_one_leaves_the_others()
    {
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10, 11])), AcceptMode.Replace, "", [1], Stop);
        await Store.PinAsync(Key, "p", cancellation: Stop);
        Assert.True(await Store.RemoveAsync(Key, Stop));
        Assert.Null(await Store.ReadAsync(Key, Stop));
        Assert.Equal([1], await Store.ReadStacksAsync(Key with { Pin = "p" }, Stop));
    }

    [Fact]
    public async Task Pinning_copies_and_leaves_the_rolling_baseline_as_it_is()
    {
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10, 11])), AcceptMode.Replace, "", [1], Stop);
        var before = SampleMeasurements.Dump((await Store.ReadAsync(Key, Stop))!);
        var pinned = await Store.PinAsync(Key, "p", cancellation: Stop);
        Assert.Equal(before, SampleMeasurements.Dump((await Store.ReadAsync(Key, Stop))!));
        Assert.Equal(("p", 2), (pinned.Pin, pinned.Counts.Runs.Count));
    }

    [Fact]
    public async Task A_pin_that_exists_is_replaced_only_on_request()
    {
        var pin = Key with { Pin = "p" };
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10, 11])), AcceptMode.Replace, "", null, Stop);
        await Store.PinAsync(Key, "p", cancellation: Stop);
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s2", ("F", [30, 31])), AcceptMode.Replace, "", null, Stop);
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => Store.PinAsync(Key, "p", cancellation: Stop));
        Assert.Contains("already exists", e.Message, StringComparison.Ordinal);
        Assert.Equal(10, (await Store.ReadAsync(pin, Stop))!.Counts.Functions[0].Self[0]);
        await Store.PinAsync(Key, "p", replace: true, Stop);
        Assert.Equal(30, (await Store.ReadAsync(pin, Stop))!.Counts.Functions[0].Self[0]);
    }

    [Fact]
    public async Task Runs_accepted_under_a_pin_leave_the_rolling_baseline_as_it_is()
    {
        var pin = Key with { Pin = "p" };
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10, 11])), AcceptMode.Replace, "", null, Stop);
        await Store.AcceptAsync(pin, SampleMeasurements.Measure("s2", ("F", [30, 31, 32])), AcceptMode.Create, "", null, Stop);
        Assert.Equal(2, (await Store.ReadAsync(Key, Stop))!.Counts.Runs.Count);
        Assert.Equal((3, "p"), ((await Store.ReadAsync(pin, Stop))!.Counts.Runs.Count, (await Store.ReadAsync(pin, Stop))!.Pin));
        var more = SampleMeasurements.Measure("s3", ("F", [40]));
        await Assert.ThrowsAsync<PerfHarnessException>(() => Store.AcceptAsync(pin, more, AcceptMode.Create, "", null, Stop));
        Assert.Equal(4, (await Store.AcceptAsync(pin, more, AcceptMode.Add, "", null, Stop)).Counts.Runs.Count);
    }

    [Fact]
    public async Task Pinning_needs_a_baseline()
    {
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => Store.PinAsync(Key, "p", cancellation: Stop));
        Assert.Equal(DiagnosticCodes.BaselineMissing, e.Diagnostic.Code);
    }

    [Fact]
    public async Task A_session_joins_and_a_function_it_lacks_has_zeros()
    {
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10, 11]), ("G", [5, 6])), AcceptMode.Replace, "first", null, Stop);
        var joined = await Store.AcceptAsync(Key, SampleMeasurements.Measure("s2", ("F", [12]), ("H", [7])), AcceptMode.Add, "second", null, Stop);
        var read = await Store.ReadAsync(Key, Stop);
        Assert.Equal(SampleMeasurements.Dump(joined), SampleMeasurements.Dump(read!));
        Assert.Equal(["s1", "s2"], read!.Counts.Sessions);
        Assert.Equal(["F: 10 11 12", "G: 5 6 0", "H: 0 0 7"], read.Counts.Functions.Select(f => $"{f.Name.Name}: {string.Join(' ', f.Self)}"));
    }

    [Fact]
    public async Task A_session_that_already_exists_is_rejected()
    {
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10])), AcceptMode.Replace, "", null, Stop);
        await Assert.ThrowsAsync<PerfHarnessException>(() => Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10])), AcceptMode.Add, "", null, Stop));
        Assert.Single((await Store.ReadAsync(Key, Stop))!.Counts.Runs);
    }

    [Fact]
    public async Task A_session_of_another_event_is_rejected()
    {
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10])), AcceptMode.Replace, "", null, Stop);
        var other = SampleMeasurements.Measure("s2", ("F", [10]));
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() =>
            Store.AcceptAsync(Key, other with { Conditions = other.Conditions with { Event = "cycles" } }, AcceptMode.Add, "", null, Stop));
        Assert.Equal(DiagnosticCodes.NotComparable, e.Diagnostic.Code);
    }

    [Fact]
    public async Task Runs_without_samples_are_rejected()
    {
        await Assert.ThrowsAsync<PerfHarnessException>(() => Store.AcceptAsync(Key, new Measurement(new RunCounts([], []), CallEdges.Empty, SampleMeasurements.Conditions()), AcceptMode.Replace, "", null, Stop));
        await Assert.ThrowsAsync<PerfHarnessException>(() => Store.AcceptAsync(Key, SampleMeasurements.Measure("s", ("F", [10, 0])), AcceptMode.Replace, "", null, Stop));
        Assert.Empty(await Store.ListAsync(null, Stop));
    }

    [Fact]
    public async Task History_continues_when_replacing_adding_and_pinning()
    {
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10])), AcceptMode.Replace, "one", null, Stop);
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s2", ("F", [10, 11])), AcceptMode.Replace, "two", null, Stop);
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s3", ("F", [10])), AcceptMode.Add, "three", null, Stop);
        await Store.PinAsync(Key, "p", cancellation: Stop);
        Assert.Equal(
            ["replace 1/1 one", "replace 2/1 two", "add 3/2 three", "pin 3/2 p"],
            (await Store.ReadAsync(Key with { Pin = "p" }, Stop))!.History.Select(h => $"{h.Action} {h.Runs}/{h.Sessions} {h.Note}"));
    }

    [Fact]
    public async Task Stacks_are_those_of_the_last_accepting()
    {
        var measurement = SampleMeasurements.Measure("s1", ("F", [10]));
        await Store.AcceptAsync(Key, measurement, AcceptMode.Replace, "", [1, 2, 3], Stop);
        Assert.Equal([1, 2, 3], await Store.ReadStacksAsync(Key, Stop));
        Assert.True((await Store.ListAsync(null, Stop))[0].HasStacks);
        await Store.AcceptAsync(Key, measurement, AcceptMode.Replace, "", [4], Stop);
        Assert.Equal([4], await Store.ReadStacksAsync(Key, Stop));
        await Store.AcceptAsync(Key, measurement, AcceptMode.Replace, "", null, Stop);
        Assert.Null(await Store.ReadStacksAsync(Key, Stop));
    }

    [Fact]
    public async Task Of_many_writers_at_once_none_is_lost()
    {
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("first", ("F", [1])), AcceptMode.Replace, "", null, Stop);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() =>
            Store.AcceptAsync(Key, SampleMeasurements.Measure($"s{i}", ("F", [i + 1])), AcceptMode.Add, "", [(byte)i], Stop), Stop)));
        var read = await Store.ReadAsync(Key, Stop);
        Assert.Equal(13, read!.Counts.Sessions.Count);
        Assert.Equal(13, read.History.Count);
        Assert.Single((await Store.ReadStacksAsync(Key, Stop))!);
    }
}
