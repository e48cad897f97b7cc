using PerfHarness.Profiles;

namespace PerfHarness.Tests.Profiles;

public sealed class RunInfoFileTests
{
    [Fact]
    public void What_is_known_of_a_run_comes_back()
    {
        using var folder = new TemporaryFolder();
        var run = new RunInfo
        {
            Started = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
            WallTime = TimeSpan.FromSeconds(4.5),
            CpuTime = TimeSpan.FromSeconds(3.25),
            BusyTime = TimeSpan.FromSeconds(5),
            LostSamples = 7,
            MaxStack = 127,
            RootPid = 4711,
            GatePid = 4712,
        };
        RunInfoFile.Write(run, folder.Path);
        Assert.Equal(run, RunInfoFile.TryRead(folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"cpuSeconds\": \"much\"}")]
    [InlineData("{\"maxStack\": 1e300}")]
    [InlineData("{\"lostSamples\": 0.5}")]
    [InlineData("{\"started\": \"yesterday\"}")]
    [InlineData("{\"cpuSeconds\": 3")]
    public void A_damaged_file_is_as_none(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(RunInfoFile.Name), text);
        Assert.Null(RunInfoFile.TryRead(folder.Path));
    }

    [Fact]
    public void Impossible_times_are_left_out()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(RunInfoFile.Name), """{"cpuSeconds": -3, "wallSeconds": 1e300, "maxStack": -1, "lostSamples": -5}""");
        var run = RunInfoFile.TryRead(folder.Path);
        Assert.Equal((null, null, null, 0L), (run!.CpuTime, run.WallTime, run.MaxStack, run.LostSamples));
    }

    [Fact]
    public void A_link_and_an_endless_file_are_not_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("elsewhere"), "{}");
        File.CreateSymbolicLink(folder.File(RunInfoFile.Name), folder.File("elsewhere"));
        Assert.Null(RunInfoFile.TryRead(folder.Path));
        File.Delete(folder.File(RunInfoFile.Name));
        File.WriteAllText(folder.File(RunInfoFile.Name), "{" + new string(' ', 1 << 17) + "}");
        Assert.Null(RunInfoFile.TryRead(folder.Path));
    }
}
