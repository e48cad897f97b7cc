using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Tests.Processes;
using PerfHarness.Tests.Shared;
using PerfHarness.Tests.Symbols;

namespace PerfHarness.Tests.Recording.Runtimes;

[Trait(Needs.Trait, Needs.Perf)]
public sealed class AttachedNamesTests
{
    [Fact]
    public async Task All_JIT_code_of_a_process_that_was_started_with_no_setting_has_a_name()
    {
        Tools.SkipUnless("perf");
        using var program = NamesProgram.Start(120);
        var capabilities = await PerfCapabilities.ProbeAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(capabilities.CanProfile, "profiling is impossible here");
        using var recorded = await new PerfRecorder(capabilities).AttachAsync(
            new AttachTarget { Pids = [program.Pid] }, new RecordOptions { Duration = TimeSpan.FromSeconds(2) }, TestContext.Current.CancellationToken, TestContext.Current.CancellationToken);
        using var importer = new ProfileImporter(new ImportOptions { JitFolders = [recorded.MapFolder] });
        importer.Add(recorded.DataPath);

        var profile = importer.Build();

        var (jitted, unnamed) = (0L, 0L);
        for (var i = 0; i < profile.Samples.Count; i++)
        {
            foreach (var id in profile.Stacks.GetFrames(profile.Samples[i].Stack))
            {
                var frame = profile.Frames[id];
                jitted += frame.Kind is FrameKind.Jit or FrameKind.Stub ? 1 : 0;
                unnamed += frame.Kind is FrameKind.Jit or FrameKind.Stub && !frame.Named ? 1 : 0;
            }
        }

        Assert.NotEqual(0, jitted);
        Assert.Equal(0, unnamed);
        await Wait.UntilAsync(() => !File.Exists($"/tmp/perf-{program.Pid}.map"));
    }
}
