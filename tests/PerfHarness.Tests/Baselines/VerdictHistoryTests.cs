using PerfHarness.Baselines;

namespace PerfHarness.Tests.Baselines;

public sealed class VerdictHistoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private VerdictHistory History => VerdictHistory.Of(_folder.File("perfharness/baselines"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verdicts_are_kept_beside_the_baselines_and_ignored_by_git()
    {
        Assert.Empty(History.Read("json"));
        var (first, second) = (Entry(1), Entry(2) with { Pin = "v\t1", Function = "a\nb\u001b[31m\\", Commit = "", Change = 0.0291, AdjustedPValue = 3e-7 });
        await History.AppendAsync(first, Stop);
        await History.AppendAsync(second, Stop);
        Assert.Equal([first, second], History.Read("json"));
        Assert.Empty(History.Read("other"));
        Assert.Equal(_folder.File("perfharness/verdicts"), History.Folder);
        Assert.Contains("\n*\n", File.ReadAllText(_folder.File("perfharness/verdicts/.gitignore")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_cannot_be_read_are_skipped()
    {
        await History.AppendAsync(Entry(1), Stop);
        var path = Directory.GetFiles(History.Folder, "*.verdicts").Single();
        var line = File.ReadAllText(path).TrimEnd('\n');
        File.WriteAllText(path, $"{line}\nnonsense\n{line[..40]}\n{line.Replace("\t5\t", "\tfive\t", StringComparison.Ordinal)}\n\n{line.Replace("json", "\\x", StringComparison.Ordinal)}\tmore\n\0\n{line}");
        Assert.Equal(2, History.Read("json").Count);
        await History.AppendAsync(Entry(3), Stop);
        Assert.Equal([1, 1, 3], History.Read("json").Select(e => e.Seconds));
    }

    [Fact]
    public async Task The_oldest_are_dropped()
    {
        await History.AppendAsync(Entry(0), Stop);
        var path = Directory.GetFiles(History.Folder, "*.verdicts").Single();
        var line = File.ReadAllText(path);
        File.WriteAllText(path, string.Concat(Enumerable.Repeat(line, 2 * VerdictHistory.MaxEntries)));
        await History.AppendAsync(Entry(9), Stop);
        var kept = History.Read("json");
        Assert.Equal((VerdictHistory.MaxEntries, 9), (kept.Count, kept[^1].Seconds));
    }

    [Fact]
    public async Task Concurrent_writers_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(1, 40).Select(i => Task.Run(() => History.AppendAsync(Entry(i), Stop), Stop)));
        Assert.Equal(Enumerable.Range(1, 40), History.Read("json").Select(e => (int)e.Seconds).Order());
        Assert.Equal(2, Directory.GetFiles(History.Folder).Length);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static VerdictHistoryEntry Entry(int seconds) => new(
        SampleMeasurements.Day.AddMinutes(seconds), "json", "epyc-2", null, "abc1234", "fail", "screened, confirmed", 10, 5, seconds, "Parser.Read", 0.029, 0.5);
}
