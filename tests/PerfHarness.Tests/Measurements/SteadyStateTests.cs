using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Measurements;

public sealed class SteadyStateTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_steady_program_has_no_start_up_to_skip()
    {
        var wrong = 0;
        for (var seed = 0; seed < 50; seed++)
        {
            var steadyState = SteadyState.Detect(Profile(seed, 4000, _ => 0));
            wrong += steadyState.IsReached && steadyState.Start <= TimeSpan.FromSeconds(0.5) ? 0 : 1;
        }

        Assert.InRange(wrong, 0, 3);
    }

    [Fact]
    public void Another_phase_at_the_start_is_skipped()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var steadyState = SteadyState.Detect(Profile(seed, 4000, time => time < 3 * Second ? 5 : 0));
            Assert.True(steadyState.IsReached);
            Assert.InRange(steadyState.Start.TotalSeconds, 2.4, 4);
        }
    }

    [Fact]
    public void A_program_that_never_settles_is_reported() =>
        Assert.False(SteadyState.Detect(Profile(1, 4000, time => (int)(time / (Second / 2)) % 7)).IsReached);

    [Fact]
    public void Few_samples_show_no_steady_state() => Assert.False(SteadyState.Detect(Profile(1, 60, _ => 0)).IsReached);

    [Fact]
    public void An_empty_profile_has_none() => Assert.Equal(TimeSpan.Zero, SteadyState.Detect(new ProfileBuilder(keepTimes: true).Build()).Start);

    // Ten seconds; six functions with unequal shares, which a phase shifts around.
    private static Profile Profile(int seed, int samples, Func<long, int> phaseAt)
    {
        var random = new Random(seed);
        var builder = new ProfileBuilder(keepTimes: true);
        var frames = Enumerable.Range(0, 12)
            .Select(i => builder.Frames.Intern(new Frame(builder.Functions.Intern(new FunctionName("m", $"f{i}")), FrameKind.Jit)));
        var stacks = frames.Select(frame => builder.Stacks.Intern(StackId.Empty, frame)).ToArray();
        var thread = builder.AddThread(new ThreadInfo(1, 1, "x"));
        var info = builder.AddEvent(new EventInfo("cpu-clock", 997, "ns"));
        var run = builder.AddRun(new RunInfo());
        for (var i = 0; i < samples; i++)
        {
            var time = (long)(10.0 * Second * i / samples);
            var function = (int)(6 * Math.Pow(random.NextDouble(), 2)) + phaseAt(time);
            builder.Samples.Add(new Sample(stacks[Math.Min(function, 11)], thread, info, run, time, 1, 1));
        }

        return builder.Build();
    }
}
