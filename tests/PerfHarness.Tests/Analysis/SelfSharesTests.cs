using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Analysis;

public sealed class SelfSharesTests
{
    [Theory]
    [InlineData(Grouping.Function)]
    [InlineData(Grouping.Module)]
    [InlineData(Grouping.Kind)]
    internal void Sums_agree_with_a_plain_walk_over_every_sample(Grouping grouping)
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var profile = RandomProfile.Make(seed);
            var shares = SelfShares.Compute(new SampleFilter { IncludeAllEvents = true }.Apply(profile), grouping, Measure.Weight);
            var (self, total) = Reference(profile, grouping);
            Assert.Equal(total.Count, shares.Rows.Count);
            foreach (var row in shares.Rows)
            {
                for (var run = 0; run < shares.Runs.Count; run++)
                {
                    Assert.Equal(self.GetValueOrDefault(row.Name)?[run] ?? 0, row.SelfByRun[run]);
                    Assert.Equal(total[row.Name][run], row.TotalByRun[run]);
                }
            }
        }
    }

    [Fact]
    public void Spread_is_the_standard_deviation_of_the_runs_shares()
    {
        var builder = new ProfileBuilder();
        var (a, b) = (Stack(builder, "a"), Stack(builder, "b"));
        var thread = builder.AddThread(new ThreadInfo(1, 1, "x"));
        var @event = builder.AddEvent(new EventInfo("cpu-clock", 0, "ns"));
        foreach (var part in new[] { 10, 20, 60 })
        {
            var run = builder.AddRun(new RunInfo());
            builder.Samples.Add(new Sample(a, thread, @event, run, -1, part, part));
            builder.Samples.Add(new Sample(b, thread, @event, run, -1, 100 - part, 100 - part));
        }

        builder.AddRun(new RunInfo { Source = "no samples" });
        var self = SelfShares.Compute(builder.Build()).Find(new FunctionName("m", "a"))!.Self;
        Assert.Equal(0.3, self.Mean, 12);
        Assert.Equal(0.3, self.Pooled, 12);
        Assert.Equal(Math.Sqrt(0.07), self.StandardDeviation, 12);
        Assert.Equal((0.1, 0.6), (self.Min, self.Max));
    }

    [Fact]
    public void A_process_has_the_command_name_of_most_of_its_samples()
    {
        var builder = new ProfileBuilder();
        var @event = builder.AddEvent(new EventInfo("cpu-clock", 0, "ns"));
        var run = builder.AddRun(new RunInfo());
        foreach (var (name, count) in new[] { ("sh", 1), ("bench", 9) })
        {
            builder.Samples.Add(new Sample(Stack(builder, "a"), builder.AddThread(new ThreadInfo(7, 7, name)), @event, run, -1, count, count));
        }

        var row = Assert.Single(SelfShares.Compute(SampleFilter.None.Apply(builder.Build()), Grouping.Process).Rows);
        Assert.Equal(("bench (7)", 10), (row.Name.Name, row.SelfSamples));
    }

    private static StackId Stack(ProfileBuilder builder, string name) =>
        builder.Stacks.Intern(StackId.Empty, builder.Frames.Intern(new Frame(builder.Functions.Intern(new FunctionName("m", name)), FrameKind.Native)));

    private static (Dictionary<FunctionName, long[]> Self, Dictionary<FunctionName, long[]> Total) Reference(Profile profile, Grouping grouping)
    {
        var self = new Dictionary<FunctionName, long[]>();
        var total = new Dictionary<FunctionName, long[]>();
        for (var i = 0; i < profile.Samples.Count; i++)
        {
            var sample = profile.Samples[i];
            var path = profile.Stacks.GetFrames(sample.Stack).Select(Label).ToList();
            foreach (var name in path.Distinct())
            {
                Add(total, name, sample);
            }

            if (path.Count > 0)
            {
                Add(self, path[^1], sample);
            }
        }

        return (self, total);

        FunctionName Label(FrameId id) => grouping switch
        {
            Grouping.Function => profile.GetFunction(id).Name,
            Grouping.Module => new FunctionName("", profile.GetFunction(id).Name.Module),
            _ => new FunctionName("", FrameKindLabels.GetLabel(profile.Frames[id])),
        };

        void Add(Dictionary<FunctionName, long[]> sums, FunctionName name, Sample sample)
        {
            sums.TryAdd(name, new long[profile.Runs.Count]);
            sums[name][sample.Run.Index] += sample.Weight;
        }
    }
}
