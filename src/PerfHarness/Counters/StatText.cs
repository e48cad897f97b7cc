using System.Globalization;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Counters;

/// <summary>
/// Counts as the text that <c>perf stat</c> prints, for people and for the scripts that read it: the same fields in the same order
/// and the same words, in columns as wide as the names need.
/// </summary>
internal sealed class StatText
{
    private const int NumberWidth = 18;
    private readonly TextWriter _output;
    private readonly IReadOnlyList<string> _events;
    private readonly bool _showsZeros;
    private readonly string _countFormat;
    private bool _hasHeader;

    /// <param name="events">As given on the command line: what a pattern matched is sorted.</param>
    /// <param name="showsZeros">Show what a pattern matched and did not occur, too.</param>
    /// <param name="groupsDigits">Numbers have separators between thousands.</param>
    public StatText(TextWriter output, IReadOnlyList<string> events, bool showsZeros = false, bool groupsDigits = true) =>
        (_output, _events, _showsZeros, _countFormat) = (output, events, showsZeros, groupsDigits ? "#,0" : "0");

    /// <summary>The line that begins a file: perf's.</summary>
    public static string FormatStart(DateTimeOffset time) =>
        FormattableString.Invariant($"# started on {time:ddd MMM} {time.Day,2} {time:HH:mm:ss yyyy}");

    /// <summary>A whole count.</summary>
    public void Write(CounterReport report)
    {
        var runs = report.Runs > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({report.Runs} runs)") : "";
        _output.WriteLine();
        _output.WriteLine(SafeText.ToSingleLine($" Performance counter stats for {report.Subject}{runs}:"));
        _output.WriteLine();
        WriteCounters(report, "");
        _output.WriteLine();
        WriteTimes(report);
        _output.WriteLine();
    }

    /// <summary>One interval of several.</summary>
    public void WriteInterval(CounterReport report)
    {
        if (!_hasHeader)
        {
            _output.WriteLine("#           time             counts unit events");
            _hasHeader = true;
        }

        WriteCounters(report, $"{report.Time,15} ");
        _output.Flush();
    }

    private void WriteCounters(CounterReport report, string prefix)
    {
        var (shown, zeros) = EventPattern.Arrange(report.Counters, _events, _showsZeros);
        var unitWidth = shown.Select(counter => counter.Unit.Length).DefaultIfEmpty().Max();
        var nameWidth = Math.Min(40, shown.Select(counter => counter.Event.Length).DefaultIfEmpty().Max());
        var scopeWidth = shown.Select(counter => counter.Scope.Length).DefaultIfEmpty().Max();
        var elapsed = report.Elapsed.DefaultIfEmpty().Average();
        foreach (var counter in shown)
        {
            var scope = scopeWidth == 0 ? "" : counter.Scope.PadRight(scopeWidth) + " ";
            var unit = unitWidth == 0 ? "" : counter.Unit.PadRight(unitWidth) + " ";
            var noise = counter.RelativeError > 0 ? $"  ( +- {FormatPercent(counter.RelativeError),6}% )" : "";
            var shared = counter is { State: CounterState.Counted, RunningShare: < 0.99995 } ? $"  ({FormatPercent(counter.RunningShare)}%)" : "";
            var derived = DerivedFigure.Create(counter, report.Counters, elapsed) is { } figure
                ? $"  # {figure.Text + (figure.IsPercent ? "%" : ""),8} {figure.Unit}" : "";
            if (noise.Length > 0)
            {
                derived = derived.PadRight(34);
            }

            _output.WriteLine(SafeText.ToSingleLine(
                $"{prefix}{scope}{FormatValue(counter),NumberWidth} {unit}{counter.Event.PadRight(nameWidth)}{derived}{noise}{shared}".TrimEnd()));
        }

        if (zeros > 0)
        {
            _output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{prefix}{zeros,NumberWidth:#,0} events that a pattern matched did not occur"));
        }
    }

    private void WriteTimes(CounterReport report)
    {
        if (report.Runs > 1)
        {
            WriteMean(report.Elapsed, "time elapsed");
            _output.WriteLine();
            WriteMean(report.User, "user");
            WriteMean(report.System, "sys");
            return;
        }

        Write(report.Elapsed, "time elapsed");
        if (report.User.Count > 0)
        {
            _output.WriteLine();
        }

        Write(report.User, "user");
        Write(report.System, "sys");
    }

    private void Write(IReadOnlyList<double> seconds, string name)
    {
        if (seconds is [var only])
        {
            _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{only,18:0.000000000} seconds {name}"));
        }
    }

    private void WriteMean(IReadOnlyList<double> seconds, string name)
    {
        if (seconds.Count > 0)
        {
            var times = new Counter(name, "", seconds);
            var error = times.RelativeError * times.Mean;
            _output.WriteLine(FormattableString.Invariant(
                $"{times.Mean,18:0.000000} +- {error:0.000000} seconds {name}  ( +- {FormatPercent(times.RelativeError),6}% )"));
        }
    }

    private string FormatValue(Counter counter) => counter.State switch
    {
        CounterState.NotSupported => "<not supported>",
        CounterState.NotCounted => "<not counted>",
        _ when counter.Unit.Length > 0 && counter.Unit != "ns" => counter.Mean.ToString(_countFormat + ".00", CultureInfo.InvariantCulture),
        _ => counter.Mean.ToString(_countFormat, CultureInfo.InvariantCulture),
    };

    private static string FormatPercent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture);
}
