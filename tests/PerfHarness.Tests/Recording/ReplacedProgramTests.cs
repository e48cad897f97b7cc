using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Recording;

/// <summary>A program whose file is no longer the one that runs when the recording ends.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class ReplacedProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("rm program", "deleted")]
    [InlineData("cp other next; mv next program", "replaced")]
    public async Task It_has_no_names_of_another_build_and_is_not_called_stripped(string change, string reason)
    {
        Tools.SkipUnless("perf", "cc");
        var capabilities = await PerfCapabilities.ProbeAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(capabilities.CanProfile, "profiling is impossible here");
        Build("program", "first");
        Build("other", "second");
        var target = new CommandTarget("/bin/sh", ["-c", $"./program & sleep 0.2; {change}; wait"]) { WorkingDirectory = _folder.Path };
        using var recorded = await new PerfRecorder(capabilities).RecordAsync(target, new RecordOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(0, recorded.CommandStatus?.Code);

        var before = Leaves(Import(recorded));
        Assert.DoesNotContain(before, leaf => leaf.Name.Name is "first" or "second");
        Assert.Contains(before, leaf => leaf is { Named: false, Name.Module: "program" });
        Assert.Contains(reason, Import(recorded).UnnamedReasons["program"], StringComparison.Ordinal);

        // Where the file of that build is to be had, it gives its names.
        Build("program", "first");
        Assert.Contains(Leaves(Import(recorded)), leaf => leaf is { Named: true, Name.Name: "first" });
    }

    private void Build(string name, string function)
    {
        File.WriteAllText(_folder.File("p.c"), $$"""
            __attribute__((noinline)) long {{function}}(long n) { volatile long s = 0; for (long i = 0; i < n; i++) s += i ^ n; return s; }
            int main(void) { return {{function}}(200000000) == 1; }
            """);
        Tools.Run("cc", ["-O1", "-fno-omit-frame-pointer", "-Wl,--build-id=sha1", "-o", name, "p.c"], _folder.Path);
    }

    private static Profile Import(RecordedRun recorded)
    {
        using var importer = new ProfileImporter(new ImportOptions { JitFolders = [recorded.MapFolder], SearchTemporaryFolder = false });
        importer.Add(recorded.DataPath);
        return importer.Build();
    }

    private static List<(FunctionName Name, bool Named)> Leaves(Profile profile) => [.. Enumerable.Range(0, profile.Samples.Count)
        .Select(i => profile.Frames[profile.Stacks.GetFrame(profile.Samples[i].Stack)])
        .Select(frame => (profile.Functions[frame.Function].Name, frame.Named))];
}
