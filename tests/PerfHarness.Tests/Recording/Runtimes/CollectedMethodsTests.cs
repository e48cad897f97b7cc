using System.Globalization;
using System.Runtime.CompilerServices;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Recording.Runtimes;

/// <summary>Methods that are compiled, run and dropped again and again, so that each gets the address of one that was there before.
/// What is true, the program says itself: the CPU time that the kernel counted for each.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class CollectedMethodsTests : IDisposable
{
    private const int Rounds = 40;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dynamic")]
    [InlineData("assembly")]
    public async Task Methods_that_used_the_same_memory_one_after_the_other_have_their_true_shares(string kind)
    {
        var (profile, truth) = await RecordAsync(kind);

        var shares = CountByMethod(profile);
        var (all, allTime) = (shares.Values.Sum(), truth.Values.Sum());
        Assert.True(all > 800, $"only {all} samples");
        foreach (var (name, time) in truth)
        {
            var share = (double)time / allTime;
            var sigma = Math.Sqrt(all * share * (1 - share));
            Assert.InRange(shares.GetValueOrDefault(name), (all * share) - (3 * sigma), (all * share) + (3 * sigma));
        }

        Assert.Empty(FindCandidates(profile));
    }

    [Fact]
    public async Task Without_times_they_are_one_row_that_is_not_named_and_says_so()
    {
        var (profile, truth) = await RecordAsync("dynamic", ("DOTNET_PerfMapEnabled", "3"), ("DOTNET_PerfMapStubGranularity", null));

        var shares = CountByMethod(profile);
        Assert.Equal(["Host"], truth.Keys.Where(shares.ContainsKey));
        var (name, samples, named) = Assert.Single(FindCandidates(profile));
        Assert.Equal(("Heavy(long) | Light(long) | Middle(long) [address reused]", false), (name, named));
        Assert.True(samples > 3 * shares["Host"], $"{samples} samples");
        Assert.Contains("no times", profile.UnnamedReasons["[address reused]"], StringComparison.Ordinal);
    }

    private async Task<(Profile Profile, Dictionary<string, long> Truth)> RecordAsync(string kind, params (string Name, string? Value)[] settings)
    {
        Tools.SkipUnless("perf");
        var capabilities = await PerfCapabilities.ProbeAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(capabilities.CanProfile, "profiling is impossible here");
        var target = new CommandTarget("/bin/sh", ["-c", $"exec dotnet '{GetProgram()}' {kind} {Rounds} 3000000 > '{_folder.File("truth")}'"])
        {
            Environment = settings.ToDictionary(s => s.Name, s => s.Value),
        };
        using var recorded = await new PerfRecorder(capabilities).RecordAsync(target, new RecordOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(0, recorded.CommandStatus?.Code);
        using var importer = new ProfileImporter(new ImportOptions { JitFolders = [recorded.MapFolder], SearchTemporaryFolder = false });
        importer.Add(recorded.DataPath);
        var truth = File.ReadLines(_folder.File("truth")).Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => long.Parse(words[1], CultureInfo.InvariantCulture));
        Assert.Equal(4, truth.Count);
        return (importer.Build(), truth);
    }

    // Samples whose leaf is the method, by its bare name.
    private static Dictionary<string, int> CountByMethod(Profile profile) => Leaves(profile)
        .Where(frame => frame.Named && frame.Kind == FrameKind.Jit)
        .GroupBy(frame => profile.Functions[frame.Function].Name.Name.Split('(', '[')[0].Split('.')[^1])
        .Where(group => group.Key is "Heavy" or "Middle" or "Light" or "Host")
        .ToDictionary(group => group.Key, group => group.Count());

    private static List<(string Name, int Samples, bool Named)> FindCandidates(Profile profile) =>
        [.. Leaves(profile).Where(frame => profile.Functions[frame.Function].Name.Module == "[address reused]")
            .GroupBy(frame => (profile.Functions[frame.Function].Name.Name, frame.Named))
            .Select(group => (group.Key.Name, group.Count(), group.Key.Named))];

    private static IEnumerable<Frame> Leaves(Profile profile)
    {
        for (var i = 0; i < profile.Samples.Count; i++)
        {
            for (var n = 0L; n < profile.Samples[i].Count && profile.Samples[i].Stack != StackId.Empty; n++)
            {
                yield return profile.Frames[profile.Stacks.GetFrame(profile.Samples[i].Stack)];
            }
        }
    }

    private static string GetProgram([CallerFilePath] string path = "") => Path.Combine(
        Path.GetDirectoryName(path)!, "..", "..", "..", "Fixtures", "CollectedMethods", "bin",
        Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!), "net10.0", "CollectedMethods.dll");
}
