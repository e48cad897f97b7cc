using System.Runtime.CompilerServices;
using PerfHarness.Recording;
using PerfHarness.Runs;
using PerfHarness.Tests.Processes;

namespace PerfHarness.Tests.Recording;

public sealed class RecordingSummaryTests
{
    private static readonly string Fixture = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "Fixtures", "perfdata", "tiny.data");

    [Fact]
    public void A_recording_is_walked_once_before_its_import()
    {
        using var temporary = new TestFolder();
        using var run = Create(temporary.Path, Fixture);
        var samples = run.Summary.CountMainEvent().Samples;
        File.Delete(run.DataPath);
        Assert.True(samples > 0);
        Assert.Equal(samples, RunRecordFactory.Create(run).Samples);
        Assert.Equal(run.Summary.LostSamples, run.ToRunInfo().LostSamples);
        TemporaryMaps.Collect(run);
    }

    [Fact]
    public void Nothing_else_of_the_library_walks_a_recording_but_the_import_and_what_keeps_sampled_code()
    {
        var source = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "src", "PerfHarness");
        var walkers = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("PerfDataFile.Open(", StringComparison.Ordinal));
        Assert.Equal(["LiveCode.cs", "PerfDataImporter.cs", "RecordingSummary.cs"], walkers.Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_samples_of_the_counted_threads_count()
    {
        var summary = RecordingSummary.Read(Fixture);
        var all = summary.CountMainEvent();
        Assert.Equal(all, summary.CountMainEvent(new HashSet<int>(Enumerable.Range(0, 1 << 20))));
        Assert.Equal(0, summary.CountMainEvent(new HashSet<int>()).Samples);
        Assert.True(all.IsClock);
        Assert.NotEmpty(summary.Pids);
    }

    [Fact]
    public void The_readable_part_of_a_corrupt_recording_is_kept_and_the_reason_is_thrown_when_it_is_counted()
    {
        using var temporary = new TestFolder();
        var corrupt = temporary.File("corrupt.data");
        File.WriteAllText(corrupt, "PERFILE2 and no more");
        using var run = Create(temporary.Path, corrupt);
        Assert.Empty(run.Summary.Pids);
        Assert.Same(run.Summary.Failure, Assert.ThrowsAny<Exception>(() => RunRecordFactory.Create(run)));
    }

    private static RecordedRun Create(string parent, string data)
    {
        var folder = RecordingFolder.Create(parent);
        File.Copy(data, folder.DataPath);
        return new RecordedRun(folder) { PerfCommand = new PerfCommand { Output = folder.DataPath }, Started = DateTimeOffset.UtcNow, WallTime = TimeSpan.FromSeconds(1) };
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
