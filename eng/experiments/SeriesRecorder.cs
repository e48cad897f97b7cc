using System.Diagnostics;
using System.Globalization;
using PerfHarness.Import;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Reports;
using PerfHarness.Runs;

namespace PerfHarness.Experiments;

/// <summary>Records all variants interleaved: each round has them in random order.</summary>
internal static class SeriesRecorder
{
    /// <param name="only">Variants to record; empty for all.</param>
    public static async Task RecordAsync(string folder, int rounds, TimeSpan limit, string programs, IReadOnlyCollection<string> only)
    {
        var capabilities = await PerfCapabilities.ProbeAsync();
        var recorder = new PerfRecorder(capabilities);
        Directory.CreateDirectory(folder);
        var chosen = Variant.All.Where(v => only.Count == 0 || only.Contains(v.Name)).ToList();
        var importOptions = new ImportOptions { ResolveSources = false };
        var sides = chosen.ToDictionary(v => v.Name, v => RecordedSide.CreateCandidate(v.CreateBench(programs), importOptions));
        var random = new Random(1);
        var start = Stopwatch.GetTimestamp();
        var loads = new List<double>();
        for (var round = 1; round <= rounds && Stopwatch.GetElapsedTime(start) < limit; round++)
        {
            loads.Add(double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round} of {rounds}, load {loads[^1]:0.0}"));
            var order = chosen.SelectMany(v => Enumerable.Repeat(v, v.PerRound)).ToArray();
            random.Shuffle(order);
            foreach (var variant in order)
            {
                // With the gate, runs that lose samples are recorded again: here they lose them on purpose.
                var options = new HarnessOptions { IsGateEnabled = variant.Name != Variant.Lossy };
                using var load = new CpuLoad(variant.LoadThreadCount);
                var runRecorder = new RunRecorder(variant.CreateBench(programs), recorder, options, null);
                await runRecorder.RecordAsync(sides[variant.Name], rounds, CancellationToken.None);
            }
        }

        foreach (var (name, side) in sides)
        {
            using var file = File.Create(Path.Combine(folder, name + ".pb.gz"));
            new PprofWriter().Write(side.BuildProfile(), file);
            side.Dispose();
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "machine.txt"), string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTimeOffset.UtcNow:yyyy-MM-dd}, perf {capabilities.PerfVersion}, .NET {Environment.Version}, "
            + $"{Environment.ProcessorCount} CPUs, {capabilities.DefaultEvent} at {Variant.Frequency} Hz, "
            + $"load average {loads.Min():0.0} to {loads.Max():0.0}"));
    }
}
