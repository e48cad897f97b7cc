using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;

namespace PerfHarness.Counters;

/// <summary>Counts events of a command with <c>perf stat</c>, several times.</summary>
internal static class CounterRecorder
{
    /// <summary>Counted by default, as far as the machine can.</summary>
    public static readonly IReadOnlyList<string> DefaultEvents =
    [
        "task-clock",
        "context-switches",
        "cpu-migrations",
        "page-faults",
        "cycles",
        "instructions",
        "branches",
        "branch-misses",
        "cache-references",
        "cache-misses",
    ];

    /// <returns>The counters in the order of the events, each with one value per run.</returns>
    /// <exception cref="PerfHarnessException">perf cannot count here, or the command failed.</exception>
    public static async Task<IReadOnlyList<Counter>> RecordAsync(
        PerfCapabilities capabilities,
        CommandTarget command,
        IReadOnlyList<string> events,
        int runs,
        IProgress<HarnessProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        ArgumentNullException.ThrowIfNull(command);
        capabilities.ThrowIfImpossible();
        var counters = new Dictionary<string, Counter>();
        for (var run = 1; run <= runs; run++)
        {
            progress?.Report(new HarnessProgress(Bench.GetDefaultName(command), string.Create(CultureInfo.InvariantCulture, $"run {run} of {runs}")));
            using var folder = RecordingFolder.Create();
            var output = Path.Combine(folder.Path, "stat.csv");
            var target = command with
            {
                Program = capabilities.PerfPath ?? "perf",
                Arguments = ["stat", "-x", ";", "-o", output, "-e", string.Join(',', events), "--", command.Program, .. command.Arguments],
            };
            var result = await target.ToCommand().ExecuteAsync(cancellation).ConfigureAwait(false);
            var text = File.Exists(output) ? await File.ReadAllTextAsync(output, cancellation).ConfigureAwait(false) : "";
            if (!TryParse(text, counters))
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.PerfFailed,
                    $"perf stat failed with {result.Status} and counted nothing.",
                    "Choose other events with -e ('perf list' lists them), or run 'dotnet perfharness doctor'.");
            }

            if (!result.Status.Success)
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.CommandFailed,
                    string.Create(CultureInfo.InvariantCulture, $"{command} failed with {result.Status} in run {run}."));
            }
        }

        return [.. counters.Values];
    }

    // value;unit;event;time running;share;…  with <not supported> or <not counted> for a value
    internal static bool TryParse(string csv, Dictionary<string, Counter> counters)
    {
        var any = false;
        foreach (var line in csv.Split('\n'))
        {
            var fields = line.Split(';');
            if (fields.Length < 3 || line.StartsWith('#') || fields[2].Length == 0)
            {
                continue;
            }

            any = true;
            var known = counters.GetValueOrDefault(fields[2]) ?? new Counter(fields[2], fields[1], []);
            counters[fields[2]] = double.TryParse(fields[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? known with { Values = [.. known.Values, value] }
                : known;
        }

        return any;
    }
}
