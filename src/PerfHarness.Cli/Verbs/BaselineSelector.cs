using System.CommandLine;
using PerfHarness.Baselines;
using PerfHarness.Cli.Options;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Verbs;

/// <summary>Names stored baselines on the command line.</summary>
internal sealed class BaselineSelector
{
    private readonly Argument<string> _bench = new("bench") { Description = "Name of the benchmark." };
    private readonly Option<string?> _fingerprint = new("--fingerprint") { HelpName = "text", Description = "Only the baseline of this machine, as 'list' shows it." };
    private readonly Option<string?> _pin = new("--pin") { HelpName = "name", Description = "The baseline pinned under this name instead of the rolling one." };
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

    /// <summary>At least one.</summary>
    /// <exception cref="PerfHarnessException">There is none, or one cannot be read and damaged ones are not asked for.</exception>
    public async Task<IReadOnlyList<BaselineEntry>> FindAsync(ParseResult parsed, CancellationToken cancellation, bool damagedToo = false)
    {
        var bench = parsed.GetRequiredValue(_bench);
        var all = await CreateStore(parsed).ListAsync(null, cancellation).ConfigureAwait(false);
        var found = all.Where(e => e.Key.Bench == bench && e.Key.Pin == parsed.GetValue(_pin) && (parsed.GetValue(_fingerprint) is not { } text || e.Key.Fingerprint == text)).ToList();
        if (found.Count == 0)
        {
            var known = all.Select(e => e.Key.ToString()).ToList();
            throw new PerfHarnessException(DiagnosticCodes.BaselineMissing, $"there is no such baseline of '{bench}' in '{_store.GetDirectory(parsed, _configuration.Load(parsed))}'.", known.Count == 0 ? null : $"There are: {string.Join(", ", known)}.");
        }

        return !damagedToo && found.Find(e => e.Problem is not null)?.Problem is { } problem ? throw new PerfHarnessException(problem) : found;
    }
}
