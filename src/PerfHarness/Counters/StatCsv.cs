using System.Globalization;

namespace PerfHarness.Counters;

/// <summary>
/// Counts as the lines of <c>perf stat -x</c>:
/// <code>
///   [time] [scope …] value unit event [±%, over several runs] nanoseconds-running percent-running derived unit-of-derived
/// </code>
/// </summary>
internal static class StatCsv
{
    /// <param name="separator">What separates the fields. As with perf, nothing is quoted: choose one that no event contains.</param>
    public static void Write(TextWriter output, CounterReport report, string separator)
    {
        var elapsed = report.Elapsed.DefaultIfEmpty().Average();
        foreach (var counter in report.Counters)
        {
            var fields = new List<string>();
            if (report.Time.Length > 0)
            {
                fields.Add($"{report.Time,16}");
            }

            if (counter.Scope.Length > 0)
            {
                fields.AddRange(counter.Scope.Split(CounterReading.Separator));
            }

            fields.AddRange([FormatValue(counter), counter.Unit, counter.Event]);
            if (report.Runs > 1)
            {
                fields.Add($"{Format(counter.RelativeError * 100)}%");
            }

            var derived = DerivedFigure.Create(counter, report.Counters, elapsed);
            fields.AddRange([
                counter.Running.ToString("0", CultureInfo.InvariantCulture), Format(counter.RunningShare * 100),
                derived?.Text ?? "", derived?.Unit ?? "",
            ]);
            output.WriteLine(string.Join(separator, fields).ReplaceLineEndings(" "));
        }
    }

    private static string FormatValue(Counter counter) => counter.State switch
    {
        CounterState.NotSupported => "<not supported>",
        CounterState.NotCounted => "<not counted>",
        _ => counter.Mean.ToString(counter.Unit.Length > 0 && counter.Unit != "ns" ? "0.00" : "0", CultureInfo.InvariantCulture),
    };

    private static string Format(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
