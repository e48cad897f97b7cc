using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Profiles;

public sealed class ProfileBuilderTests
{
    private static readonly FunctionName F = new("m", "f");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_built_profile_does_not_change_with_its_builder(bool keepTimes)
    {
        var builder = new ProfileBuilder(keepTimes);
        AddRun(builder, samples: 10);
        var profile = builder.Build();
        var before = Describe(profile);

        AddRun(builder, samples: 3000);
        builder.Samples.Add(profile.Samples[0]);
        builder.Functions.Intern(F, new SourcePosition("f.cs", 7));
        builder.SetRun(new RunId(0), new RunInfo { Source = "another" });
        builder.AddUnnamedReason("n", "stripped");
        builder.Origin = new ProfileOrigin { HostName = "h" };
        builder.Diagnostics.Warn(DiagnosticCodes.LostSamples, "lost");

        Assert.Equal(before, Describe(profile));
        Assert.False(profile.Functions.TryFind(new FunctionName("m", "f2999"), out _));
        Assert.NotEqual(before, Describe(builder.Build()));
    }

    [Fact]
    public void Samples_added_to_a_row_of_a_built_profile_count_in_the_next_one_only()
    {
        var builder = new ProfileBuilder();
        AddRun(builder, samples: 2);
        var first = builder.Build();
        builder.Samples.Add(first.Samples[1]);
        var second = builder.Build();
        builder.Samples.Add(first.Samples[1]);
        var third = builder.Build();
        Assert.Equal([1, 2, 3], [first.Samples[1].Count, second.Samples[1].Count, third.Samples[1].Count]);
        Assert.Equal([5, 10, 15], [first.Samples[1].Weight, second.Samples[1].Weight, third.Samples[1].Weight]);
    }

    [Fact]
    public void A_position_found_later_is_in_the_next_profile_only()
    {
        var builder = new ProfileBuilder();
        var id = builder.Functions.Intern(F);
        var first = builder.Build();
        builder.Functions.Intern(F, new SourcePosition("f.cs", 7));
        var second = builder.Build();
        Assert.Null(first.Functions[id].Source);
        Assert.Equal("f.cs", second.Functions[id].Source?.File);
    }

    // Stages of a comparison build a profile after each few runs: nothing large is copied for that.
    [Fact]
    public void Building_again_after_another_run_allocates_only_what_is_small()
    {
        var builder = new ProfileBuilder();
        AddRun(builder, samples: 200_000);
        builder.Build();
        AddRun(builder, samples: 10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        builder.Build();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    private static void AddRun(ProfileBuilder builder, int samples)
    {
        var run = builder.AddRun(new RunInfo());
        var thread = builder.AddThread(new ThreadInfo(1, builder.Threads.Count, "c"));
        var @event = builder.AddEvent(new EventInfo("cpu-clock", 99, "ns"));
        var f = builder.Frames.Intern(new Frame(builder.Functions.Intern(F), FrameKind.Native));
        for (var i = 0; i < samples; i++)
        {
            var function = builder.Functions.Intern(new FunctionName("m", $"f{i % 5000}"));
            var frame = builder.Frames.Intern(new Frame(function, FrameKind.Native, Address: (ulong)i));
            builder.Samples.Add(new Sample(builder.Stacks.Intern(builder.Stacks.Intern(StackId.Empty, f), frame), thread, @event, run, i, 5, 1));
        }
    }

    private static string Describe(Profile p) => string.Join('\n', [
        .. Enumerable.Range(0, p.Functions.Count).Select(i => p.Functions[new FunctionId(i)].ToString()),
        .. Enumerable.Range(0, p.Frames.Count).Select(i => p.Frames[new FrameId(i)].ToString()),
        .. Enumerable.Range(0, p.Stacks.Count).Select(i => $"{p.Stacks.GetParent(new StackId(i))} {p.Stacks.GetFrame(new StackId(i))}"),
        .. Enumerable.Range(0, p.Samples.Count).Select(i => p.Samples[i].ToString()),
        .. p.Threads.Select(t => t.ToString()), .. p.Events.Select(e => e.ToString()), .. p.Runs.Select(r => r.ToString()),
        .. p.UnnamedReasons.Select(r => r.ToString()), p.Origin.ToString(), .. p.Diagnostics.Select(d => d.ToString())]);
}
