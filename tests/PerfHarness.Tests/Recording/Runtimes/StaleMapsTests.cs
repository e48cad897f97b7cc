using System.Runtime.CompilerServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Tests.Shared;
using PerfHarness.Tests.Symbols;

namespace PerfHarness.Tests.Recording.Runtimes;

/// <summary>Process ids are used again: a map or a jitdump of the recorded process's name may be another process's.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class StaleMapsTests : IDisposable
{
    private const string Script = "function hot(n) { let s = 0; for (let i = 0; i < n; i++) s += i % 7; return s; } hot(1e8)";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dotnet", "jit-*.dump")]
    [InlineData("dotnet map", "perf-*.map")]
    [InlineData("node", "perf-*.map")]
    public async Task The_file_of_another_process_gives_no_names_and_that_is_reported(string runtime, string pattern)
    {
        using var first = await RecordAsync(runtime);
        using var second = await RecordAsync(runtime);
        var (own, foreign) = (Directory.GetFiles(first.MapFolder, pattern).Single(), Directory.GetFiles(second.MapFolder, pattern).Single());
        var copy = _folder.File(Path.GetFileName(own));

        // As it is after a copy: with a new time, and in a folder with other files of its kind.
        File.Copy(own, copy);
        var named = Import(first);
        Assert.True(CountNamed(named) > 20, "the process's own file gives names");
        Assert.DoesNotContain(named.Diagnostics, d => d.Code == DiagnosticCodes.StalePerfMap);

        File.Copy(foreign, copy, overwrite: true);
        var profile = Import(first);
        Assert.Equal(0, CountNamed(profile));
        Assert.Single(profile.Diagnostics, d => d.Code == DiagnosticCodes.StalePerfMap && d.Remedy is not null);
        Assert.Contains("another process's", profile.UnnamedReasons["[jit]"], StringComparison.Ordinal);
    }

    private static async Task<RecordedRun> RecordAsync(string runtime)
    {
        Tools.SkipUnless("perf", runtime.Split(' ')[0]);
        var capabilities = await PerfCapabilities.ProbeAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(capabilities.CanProfile, "profiling is impossible here");
        var target = runtime == "node" ? new CommandTarget("node", ["-e", Script])
            : new CommandTarget("dotnet", [GetProgram(), "dynamic", "2", "20000000"]);
        if (runtime == "dotnet map")
        {
            target = target with { Environment = new Dictionary<string, string?> { ["DOTNET_PerfMapEnabled"] = "3" } };
        }

        return await new PerfRecorder(capabilities).RecordAsync(
            target with { Quiet = true }, new RecordOptions(), TestContext.Current.CancellationToken);
    }

    private Profile Import(RecordedRun recorded)
    {
        using var importer = new ProfileImporter(new ImportOptions { JitFolders = [_folder.Path], SearchTemporaryFolder = false });
        importer.Add(recorded.DataPath);
        return importer.Build();
    }

    // Frames of code that was generated, stubs too, in all stacks.
    private static int CountNamed(Profile profile) => Enumerable.Range(0, profile.Samples.Count)
        .SelectMany(i => profile.Stacks.GetFrames(profile.Samples[i].Stack))
        .Count(id => profile.Frames[id] is { Kind: FrameKind.Jit or FrameKind.Stub, Named: true });

    private static string GetProgram([CallerFilePath] string path = "") => Path.Combine(
        Path.GetDirectoryName(path)!, "..", "..", "..", "Fixtures", "CollectedMethods", "bin",
        Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!), "net10.0", "CollectedMethods.dll");
}
