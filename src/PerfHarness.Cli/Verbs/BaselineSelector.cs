using System.CommandLine;
using PerfHarness.Baselines;
using PerfHarness.Cli.Options;
using PerfHarness.Counters.Gating;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Verbs;

/// <summary>Selects stored baselines on the command line.</summary>
internal sealed class BaselineSelector
{
    private readonly Argument<string> _bench = new("bench") { Description = "Name of the benchmark." };
    private readonly Option<string?> _fingerprint = new("--fingerprint")
    {
        HelpName = "text",
        Description = "Only the baseline with this machine fingerprint, as shown by 'list'.",
    };

    private readonly Option<string?> _pin = new("--pin")
    {
        HelpName = "name",
        Description = "The baseline pinned under this name instead of the rolling one.",
    };

    private readonly BaselineOptions _store = new();
    private readonly ConfigurationOption _configuration = new();

    public BaselineSelector(Command command)
    {
        command.Add(_bench);
        command.Add(_fingerprint);
        command.Add(_pin);
        _store.AddTo(command);
        _configuration.AddTo(command);
    }

    public IBaselineStore CreateStore(ParseResult parsed) => new FileBaselineStore(_store.GetDirectory(parsed, _configuration.Load(parsed)));

    /// <summary>Counts of the benchmark that <c>stat</c> stored; they are never pinned.</summary>
    public IReadOnlyList<(BaselineKey Key, CounterBaseline? Baseline, Diagnostic? Problem)> FindCounters(ParseResult parsed) =>
        parsed.GetValue(_pin) is not null ? [] : [.. CreateCounterStore(parsed).List(parsed.GetRequiredValue(_bench))
            .Where(entry => parsed.GetValue(_fingerprint) is not { } text || entry.Key.Fingerprint == text)];

    public CounterBaselineStore CreateCounterStore(ParseResult parsed) => new(_store.GetDirectory(parsed, _configuration.Load(parsed)));

    /// <summary>The verdicts that were given with these baselines.</summary>
    public VerdictHistory CreateVerdictHistory(ParseResult parsed) => VerdictHistory.Of(_store.GetDirectory(parsed, _configuration.Load(parsed)));

    /// <summary>At least one baseline, unless none is needed.</summary>
    /// <exception cref="PerfHarnessException">There is none, or one cannot be read and <paramref name="includeCorrupt"/> is false.</exception>
    public async Task<IReadOnlyList<BaselineEntry>> FindAsync(
        ParseResult parsed, CancellationToken cancellation, bool includeCorrupt = false, bool isOptional = false)
    {
        var bench = parsed.GetRequiredValue(_bench);
        var all = await CreateStore(parsed).ListAsync(null, cancellation).ConfigureAwait(false);
        var found = all.Where(e => e.Key.Bench == bench && e.Key.Pin == parsed.GetValue(_pin)
            && (parsed.GetValue(_fingerprint) is not { } text || e.Key.Fingerprint == text)).ToList();
        if (found.Count == 0 && !isOptional)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.BaselineMissing,
                $"there is no such baseline of '{bench}' in '{_store.GetDirectory(parsed, _configuration.Load(parsed))}'.",
                all.Count == 0 ? null : $"Available: {string.Join(", ", all.Select(e => e.Key.ToString()))}.");
        }

        return !includeCorrupt && found.Find(e => e.Problem is not null)?.Problem is { } problem ? throw new PerfHarnessException(problem) : found;
    }
}
