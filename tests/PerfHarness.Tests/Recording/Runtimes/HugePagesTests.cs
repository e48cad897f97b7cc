using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Recording.Runtimes;

/// <summary>Node may copy its own text to memory without a file.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class HugePagesTests
{
    private const string Script = "let s = 0; const end = Date.now() + 1500; const a = Array.from({ length: 5000 }, (_, i) => ({ i })); "
        + "while (Date.now() < end) { s += JSON.stringify(a).length; a.sort((x, y) => (x.i * 7919) % 5003 - (y.i * 7919) % 5003); } if (s === 1) console.log(s);";

    [Fact]
    public async Task Nodes_own_text_on_huge_pages_is_not_JIT_code()
    {
        Tools.SkipUnless("perf", "node");
        var capabilities = await PerfCapabilities.ProbeAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(capabilities.CanProfile, "profiling is impossible here");
        using var recorded = await new PerfRecorder(capabilities).RecordAsync(
            new CommandTarget("node", ["--use-largepages=on", "-e", Script]), new RecordOptions(), TestContext.Current.CancellationToken);
        using var importer = new ProfileImporter(new ImportOptions { JitFolders = [recorded.MapFolder], SearchTemporaryFolder = false });
        importer.Add(recorded.DataPath);
        var profile = importer.Build();

        var names = new HashSet<FunctionName>();
        var (leaves, unnamed) = (0L, 0L);
        for (var i = 0; i < profile.Samples.Count; i++)
        {
            var sample = profile.Samples[i];
            var leaf = profile.Frames[profile.Stacks.GetFrame(sample.Stack)];
            leaves += sample.Count;
            unnamed += leaf.Named ? 0 : sample.Count;
            names.Add(profile.Functions[leaf.Function].Name);
        }

        Assert.Contains(names, n => n.Module == "node" && n.Name.Contains("JsonStringifier", StringComparison.Ordinal));
        Assert.Contains(names, n => n.Module == "[v8]" && n.Name.Contains("Sort", StringComparison.Ordinal));
        Assert.InRange(unnamed, 0, leaves / 100);
    }
}
