using System.Diagnostics;
using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Overhead;

/// <summary>
/// Runs a command bare and under each observer, interleaved: in every round each runs once, in random order, so that what the
/// machine does otherwise is on all sides. Everything is written to a private folder and removed after each run.
/// </summary>
internal sealed class OverheadMeasurement(CommandTarget target, OverheadOptions options, IProgress<HarnessProgress>? progress)
{
    private readonly Random _random = new();

    /// <returns>What was measured until the end, or until <paramref name="stop"/> after two rounds.</returns>
    /// <exception cref="PerfHarnessException">The command itself fails.</exception>
    /// <exception cref="OperationCanceledException">Stopped before two rounds were complete.</exception>
    public async Task<OverheadReport> RunAsync(IReadOnlyList<Observer> observers, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(observers);
        TimedCommand.ThrowIfImpossible();
        using var folder = RecordingFolder.Create();
        var costs = observers.Select(observer => new ObserverCost(observer, [], observer.Obstacle)).ToArray();
        var rounds = 0;
        try
        {
            var roundTime = await WarmUpAsync(costs, folder, stop).ConfigureAwait(false);
            for (; rounds < options.Runs; rounds++)
            {
                var left = roundTime.TotalSeconds * (options.Runs - rounds);
                Report(string.Create(CultureInfo.InvariantCulture, $"round {rounds + 1} of {options.Runs}, about {left:0} s left"));
                await RunRoundAsync(costs, folder, rounds + 1, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (rounds >= 2)
        {
            return OverheadReport.Create(costs, rounds, isInterrupted: true);
        }

        return OverheadReport.Create(costs, rounds, isInterrupted: false);
    }

    // Each once, to find out what works here.
    private async Task<TimeSpan> WarmUpAsync(ObserverCost[] costs, RecordingFolder folder, CancellationToken stop)
    {
        Report("warm-up");
        var sum = 0.0;
        for (var i = 0; i < costs.Length; i++)
        {
            if (costs[i].Obstacle is not null)
            {
                continue;
            }

            var (run, obstacle) = await RunOnceAsync(costs[i].Observer, target, folder, stop).ConfigureAwait(false);
            if (obstacle is null && run.Bytes == 0 && costs[i].Observer.NothingWritten is { } nothing)
            {
                obstacle = nothing;
            }

            costs[i] = costs[i] with { Obstacle = obstacle };
            ThrowIfBareFailed(costs[i], "the warm-up run");
            sum += obstacle is null ? run.Wall + run.ObserverWall : 0;
        }

        return TimeSpan.FromSeconds(sum);
    }

    private async Task RunRoundAsync(ObserverCost[] costs, RecordingFolder folder, int round, CancellationToken stop)
    {
        var order = Enumerable.Range(0, costs.Length).Where(i => costs[i].Obstacle is null).ToArray();
        _random.Shuffle(order);
        foreach (var i in order)
        {
            var (run, obstacle) = await RunOnceAsync(costs[i].Observer, target, folder, stop).ConfigureAwait(false);
            costs[i] = obstacle is null
                ? costs[i] with { Runs = [.. costs[i].Runs, run] }
                : costs[i] with { Obstacle = string.Create(CultureInfo.InvariantCulture, $"it failed in round {round}: {obstacle}") };
            ThrowIfBareFailed(costs[i], string.Create(CultureInfo.InvariantCulture, $"round {round}"));
        }
    }

    private static async Task<(ObservedRun Run, string? Obstacle)> RunOnceAsync(
        Observer observer, CommandTarget command, RecordingFolder parent, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var folder = Directory.CreateDirectory(Path.Combine(parent.Path, "run")).FullName;
        var times = Path.Combine(parent.Path, "times");
        try
        {
            var errors = new OutputBuffer();
            var described = observer.CreateCommand(TimedCommand.Create(command, times), folder).WithStandardError(errors.Target)
                .WithEnvironment([new(ProcessTree.MarkVariable, parent.Path)]);
            var started = Stopwatch.GetTimestamp();
            using var running = described.Start();
            var ended = running.Exited.ContinueWith(
                _ => Stopwatch.GetElapsedTime(started), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            var result = await running.WaitAsync(stop).ConfigureAwait(false);
            var all = await ended.ConfigureAwait(false);
            var bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            return !result.Status.Success ? (default, $"{result.Status}{Quote(errors.ToString())}")
                : TimedCommand.Read(times) is not { } own ? (default, "it did not run the command to its end")
                : (new ObservedRun(
                    own.Wall, own.User, own.System, Math.Max(0, all.TotalSeconds - own.Wall),
                    Math.Max(0, result.CpuTime.TotalSeconds - own.User - own.System), bytes), null);
        }
        catch (CommandException e)
        {
            return (default, e.Diagnostic.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            File.Delete(times);
        }
    }

    // The last line of a command's standard error, or perf's first.
    private static string Quote(string errors)
    {
        var lines = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line is not "Error:" && !line.StartsWith("[ perf record", StringComparison.Ordinal)).ToList();
        return lines.Count == 0 ? "" : $": {(lines[0].Length > 160 ? lines[0][..160] + "…" : lines[0])}";
    }

    private static void ThrowIfBareFailed(ObserverCost cost, string when)
    {
        if (cost is { Observer.Kind: Observer.Bare, Obstacle: { } obstacle })
        {
            throw new PerfHarnessException(DiagnosticCodes.CommandFailed, $"the command failed in {when} without any observer: {obstacle}.");
        }
    }

    private void Report(string text) => progress?.Report(new HarnessProgress(Bench.GetDefaultName(target), text));
}
