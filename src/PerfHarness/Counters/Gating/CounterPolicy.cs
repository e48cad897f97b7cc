using System.Globalization;
using System.IO.Enumeration;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Counters.Gating;

/// <summary>Which counters are judged, and by what.</summary>
/// <param name="General">Threshold of all that are judged by default; null for the default of each.</param>
/// <param name="Named">Thresholds by name or pattern; they also make counters judged that by default are not.</param>
internal sealed record CounterPolicy(double? General, IReadOnlyList<(string Pattern, double Threshold)> Named)
{
    public static readonly CounterPolicy Default = new(null, []);

    // Of a counter that is judged only because it was named, nothing is known.
    private const double UnknownDrift = 0.01;

    /// <param name="texts"><c>2%</c>, <c>instructions=0.5%</c>, <c>'syscalls:*=10%'</c>.</param>
    /// <exception cref="PerfHarnessException">One is not of this form.</exception>
    public static CounterPolicy Parse(IEnumerable<string> texts)
    {
        var policy = Default;
        foreach (var text in texts.SelectMany(t => t.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            var at = text.LastIndexOf('=');
            var number = text[(at + 1)..].TrimEnd('%', ' ');
            if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) || percent > 1000 || at == 0)
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.UsageError, $"'{text}' is not a valid threshold of counters.",
                    "Use a rise in percent, as in 2%, or EVENT=PERCENT for one, as in instructions=0.5%.");
            }

            policy = at < 0 ? policy with { General = percent / 100 } : policy with { Named = [.. policy.Named, (text[..at], percent / 100)] };
        }

        return policy;
    }

    /// <summary>Null for a counter that is shown only.</summary>
    public CounterRule? FindRule(string counter)
    {
        var name = EventName.Parse(counter);
        var known = CounterRule.GetDefault(name);
        foreach (var (pattern, threshold) in Named.Reverse())
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, counter, ignoreCase: false) || pattern == name.Base)
            {
                return new CounterRule(threshold, Math.Min(known?.Floor ?? 1, 1), known?.Drift ?? UnknownDrift, IsExplicit: true);
            }
        }

        return known is not null && General is { } general ? known with { Threshold = general } : known;
    }
}
