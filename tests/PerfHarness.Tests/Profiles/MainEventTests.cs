using System.Runtime.CompilerServices;
using System.Text.Json;
using PerfHarness.Analysis;
using PerfHarness.Folding;
using PerfHarness.Gating;
using PerfHarness.Import;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Reports;
using PerfHarness.Runs;

namespace PerfHarness.Tests.Profiles;

/// <summary>tiny.data was recorded with <c>-e cpu-clock,page-faults</c>: 6 samples of the first event, 11 of the second.</summary>
public sealed class MainEventTests
{
    private const int Runs = 5;
    private static readonly string Recording = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "Fixtures", "perfdata", "tiny.data");

    [Fact]
    public void Report_folded_stacks_gate_and_the_check_of_a_run_use_the_first_event_although_the_second_has_more_samples()
    {
        var profile = Import();
        Assert.Equal(["cpu-clock", "page-faults"], profile.Events.Select(e => e.Name));

        using var report = new MemoryStream();
        new JsonReportWriter().Write(JsonReport.Create(SampleFilter.None.Apply(profile)), report);
        using var json = JsonDocument.Parse(report.ToArray());
        Assert.Equal("cpu-clock", json.RootElement.GetProperty("event").GetString());
        Assert.Equal(6 * Runs, json.RootElement.GetProperty("samples").GetInt32());

        var folded = FoldedStacks.Fold(profile).ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(6 * Runs, folded.Sum(line => int.Parse(line[(line.LastIndexOf(' ') + 1)..])));

        var side = Measurement.Create(profile, "s1", new Conditions());
        Assert.Equal("cpu-clock", side.Conditions.Event);
        var verdict = new Gate(new GatePolicy { MinimumSamples = 1 }).Judge(GateInput.CreateInterleaved(side, side, new DateOnly(2026, 1, 31)));
        Assert.True(verdict.Compared);
        var shares = SelfShares.Compute(profile);
        Assert.NotEmpty(verdict.Functions);
        Assert.All(verdict.Functions, f => Assert.Equal(shares.Find(f.Name)?.Self.Mean ?? 0, f.After, 1e-9));

        using var folder = RecordingFolder.Create();
        File.Copy(Recording, folder.DataPath);
        using var run = new RecordedRun(folder)
        {
            PerfCommand = new PerfCommand { Output = folder.DataPath },
            Started = DateTimeOffset.UnixEpoch,
            WallTime = TimeSpan.FromSeconds(1),
        };
        Assert.Equal((6L, "ns"), (RunRecordFactory.Create(run).Samples, RunRecordFactory.Create(run).Unit));
    }

    [Theory]
    [InlineData(0, 6, 11)]
    [InlineData(1, 0, 11)]
    [InlineData(-1, 0, 0)]
    public void An_event_without_samples_is_passed_over(int expected, long first, long second) =>
        Assert.Equal(expected, MainEvent.FindIndex([first, second]));

    [Fact]
    public void A_profile_without_samples_has_its_first_event()
    {
        var builder = new ProfileBuilder();
        Assert.Equal(new EventId(0), MainEvent.Find(builder.Build()));
    }

    private static Profile Import()
    {
        using var importer = new ProfileImporter(new ImportOptions());
        for (var run = 0; run < Runs; run++)
        {
            importer.Add(Recording);
        }

        return importer.Build();
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
