using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Tests.Baselines;

namespace PerfHarness.Tests.Measurements;

public sealed class ProfileCountsTests
{
    [Fact]
    public void Self_total_and_calls_count_a_sample_once_whatever_its_recursion()
    {
        var builder = new ProfileBuilder();
        var thread = builder.AddThread(new ThreadInfo(1, 1, "bench"));
        var clock = builder.AddEvent(new EventInfo("cpu-clock", 997, "ns"));
        var faults = builder.AddEvent(new EventInfo("page-faults", 0, "page-faults"));
        RunId[] runs = [builder.AddRun(new RunInfo { LostSamples = 3, CpuTime = TimeSpan.FromSeconds(1) }), builder.AddRun(new RunInfo())];
        Add(faults, runs[0], 5, "main");
        Add(clock, runs[0], 10, "main", "f", "f", "g", "f");
        Add(clock, runs[1], 7, "main", "f");
        Add(clock, runs[1], 2, "main", "f", "f", "g", "f");
        Add(clock, runs[1], 1);

        var measured = Measurement.Create(builder.Build(), "s1", new Conditions());
        Assert.Equal(("cpu-clock", 997), (measured.Conditions.Event, measured.Conditions.Frequency));
        Assert.Equal([10L, 10L], measured.Counts.Runs.Select(r => r.Samples));
        Assert.Equal([10_000L, 10_000L], measured.Counts.Runs.Select(r => r.Weight));
        Assert.Equal([3L, 0L], measured.Counts.Runs.Select(r => r.LostSamples));
        Assert.Equal(
            ["[unknown] 0 1 / 0 1", "f 10 9 / 10 9", "g 0 0 / 10 2", "main 0 0 / 10 9"],
            measured.Counts.Functions.Select(f => $"{f.Name.Name} {string.Join(' ', f.Self)} / {string.Join(' ', f.Total)}"));
        Assert.Equal(["f→g 12", "g→f 12", "main→f 19"], measured.Edges.Edges.Select(e => $"{e.Caller.Name}→{e.Callee.Name} {e.Samples}"));

        void Add(EventId @event, RunId run, long count, params string[] frames)
        {
            var stack = StackId.Empty;
            foreach (var frame in frames)
            {
                stack = builder.Stacks.Intern(stack, builder.Frames.Intern(new Frame(builder.Functions.Intern(new FunctionName("app", frame)), FrameKind.Jit)));
            }

            builder.Samples.Add(new Sample(stack, thread, @event, run, -1, count * 1000, count));
        }
    }

    [Fact]
    public void An_empty_profile_is_one_empty_run()
    {
        var measured = Measurement.Create(new ProfileBuilder().Build(), "s1", new Conditions());
        Assert.Equal(0, Assert.Single(measured.Counts.Runs).Samples);
        Assert.Empty(measured.Counts.Functions);
    }

    [Fact]
    public void Taking_runs_and_appending_them_again_changes_nothing()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var counts = SampleMeasurements.Random(seed, "s", runs: 5).Counts;
            var again = Take(counts, ..2).Append(Take(counts, 2..));
            Assert.Equal(
                counts.Functions.Select(f => $"{f.Name} {string.Join(' ', f.Self)} {string.Join(' ', f.Total)}"),
                again.Functions.Select(f => $"{f.Name} {string.Join(' ', f.Self)} {string.Join(' ', f.Total)}"));
            Assert.Equal(counts.Runs, again.Runs);
        }
    }

    // Without the functions that the runs do not have.
    private static RunCounts Take(RunCounts counts, Range runs)
    {
        var (start, count) = runs.GetOffsetAndLength(counts.Runs.Count);
        return new RunCounts(
            counts.Runs.Skip(start).Take(count),
            counts.Functions
                .Select(f => f with { Self = f.Self.Slice(start, count), Total = f.Total.IsEmpty ? f.Total : f.Total.Slice(start, count) })
                .Where(f => f.SelfSum > 0 || f.TotalSum > 0));
    }

    [Fact]
    public void Counts_that_do_not_fit_are_rejected()
    {
        RunRecord[] runs = [new RunRecord { Session = "s", Samples = 3 }];
        var name = new FunctionName("m", "f");
        Assert.Throws<ArgumentException>(() => new RunCounts(runs, [new(name, [1, 2], [])]));
        Assert.Throws<ArgumentException>(() => new RunCounts(runs, [new(name, [-1], [])]));
        Assert.Throws<ArgumentException>(() => new RunCounts(runs, [new(name, [1], []), new(name, [2], [])]));
    }
}
