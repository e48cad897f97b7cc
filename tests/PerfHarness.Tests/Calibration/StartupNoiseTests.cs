using PerfHarness.Calibration;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Calibration;

public sealed class StartupNoiseTests
{
    [Fact]
    public void A_start_in_which_the_compiler_works_is_noisy_and_its_end_is_known()
    {
        var start = StartupNoise.Compute(Record(compiledUntil: 0.3));
        Assert.NotNull(start);
        Assert.True(start.IsNoisy);
        Assert.InRange(start.SettlingSeconds ?? 0, 0.25, 0.45);
        Assert.True(start.EarlyJitShare > 0.3 && start.LateJitShare == 0);
    }

    [Fact]
    public void A_warm_program_has_nothing_to_cut_off()
    {
        var start = StartupNoise.Compute(Record(compiledUntil: 0));
        Assert.NotNull(start);
        Assert.False(start.IsNoisy);
        Assert.False(start.IsUnoptimized);
        Assert.Null(start.SettlingSeconds);
    }

    [Fact]
    public void A_run_that_stays_in_unoptimized_code_is_reported()
    {
        var start = StartupNoise.Compute(Record(compiledUntil: 0, unoptimizedRun: 2));
        Assert.NotNull(start);
        Assert.True(start.IsUnoptimized);
        Assert.True(start.MaxUnoptimizedShare > 0.4);
        Assert.InRange(start.MeanUnoptimizedShare, 0.05, 0.2);
    }

    [Fact]
    public void Without_times_only_the_tiers_are_known()
    {
        var start = StartupNoise.Compute(Record(compiledUntil: 0.3, unoptimizedRun: 2, keepTimes: false));
        Assert.NotNull(start);
        Assert.False(start.IsNoisy);
        Assert.True(start.IsUnoptimized);
    }

    // Six runs of one second with a sample each millisecond: a compiler at first, then one of two functions at random.
    private static Profile Record(double compiledUntil, int unoptimizedRun = -1, bool keepTimes = true)
    {
        var builder = new ProfileBuilder(keepTimes);
        var random = new Random(1);
        var thread = builder.AddThread(new ThreadInfo(1, 1, "app"));
        var @event = builder.AddEvent(new EventInfo("cpu-clock", 997, "ns"));
        for (var run = 0; run < 6; run++)
        {
            var id = builder.AddRun(new RunInfo());
            for (var i = 0; i < 1000; i++)
            {
                var (module, name) = i < compiledUntil * 1000 && random.Next(2) == 0 ? ("libclrjit.so", "compile") : ("app", random.Next(2) == 0 ? "A" : "B");
                var tier = run == unoptimizedRun && name == "A" ? CodeTier.QuickJitted : CodeTier.OptimizedTier1;
                var frame = builder.Frames.Intern(new Frame(builder.Functions.Intern(new FunctionName(module, name)), FrameKind.Jit, tier));
                builder.Samples.Add(new Sample(builder.Stacks.Intern(StackId.Empty, frame), thread, @event, id, i * 1_000_000L, 1_000_000, 1));
            }
        }

        return builder.Build();
    }
}
