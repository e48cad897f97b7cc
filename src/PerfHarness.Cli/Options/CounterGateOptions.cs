using System.CommandLine;
using PerfHarness.Baselines;
using PerfHarness.Counters.Gating;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Options;

/// <summary>Which baseline of counters is stored or compared with, and by what is judged.</summary>
internal sealed class CounterGateOptions
{
    private readonly Option<bool> _accept = new("--accept-baseline") { Description = "Store the counts of a command as its baseline." };
    private readonly Option<string?> _name = new("--name")
    {
        HelpName = "text", Description = "Name of the benchmark and its baseline. Default: the program's name.",
    };

    private readonly Option<string?> _file = new("--baseline")
    {
        HelpName = "file", Description = "Judge against this file instead of the stored baseline.",
    };

    private readonly Option<bool> _require = new("--require-baseline") { Description = "Fail if there is no baseline." };
    private readonly Option<bool> _noGate = new("--no-gate") { Description = "Only count, even where there is a baseline." };
    private readonly Option<string[]> _threshold = new("--threshold")
    {
        HelpName = "percent",
        Description = "Smallest rise that matters, as in 2%, or for one counter as in instructions=0.5% (may be repeated). "
            + "Default: by counter, from 1 % for instructions to 50 % for context switches.",
    };

    private readonly BaselineOptions _store = new();
    private readonly ConfigurationOption _configuration = new();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_accept, _name, _file, _require, _noGate, _threshold])
        {
            command.Add(option);
        }

        _store.AddTo(command);
        _configuration.AddTo(command);
    }

    public bool IsAccepting(ParseResult parsed) => parsed.GetValue(_accept);

    /// <summary>An option that needs a command to make sense.</summary>
    public bool IsGiven(ParseResult parsed) =>
        parsed.GetValue(_accept) || parsed.GetValue(_file) is not null || parsed.GetValue(_require) || parsed.GetValue(_threshold) is { Length: > 0 };

    public string GetName(ParseResult parsed, CommandTarget command) => parsed.GetValue(_name) ?? Bench.GetDefaultName(command);

    public CounterPolicy GetPolicy(ParseResult parsed) => CounterPolicy.Parse(parsed.GetValue(_threshold) ?? []);

    public CounterBaselineStore CreateStore(ParseResult parsed) => new(_store.GetDirectory(parsed, _configuration.Load(parsed)));

    /// <summary>
    /// The baseline to judge against: the file, or what is stored for this machine, or else for another one, which then says why
    /// it cannot be used. Null if nothing is to be judged.
    /// </summary>
    public CounterBaseline? Find(ParseResult parsed, CommandTarget command, Fingerprint machine)
    {
        if (parsed.GetValue(_accept) && (parsed.GetValue(_file) is not null || parsed.GetValue(_require) || parsed.GetValue(_noGate)))
        {
            throw new PerfHarnessException(
                DiagnosticCodes.UsageError,
                "--accept-baseline stores; it cannot be used together with --baseline, --require-baseline or --no-gate.");
        }

        if (parsed.GetValue(_accept) || parsed.GetValue(_noGate))
        {
            return null;
        }

        if (parsed.GetValue(_file) is { } path)
        {
            return CounterBaselineStore.Read(path);
        }

        var name = GetName(parsed, command);
        var stored = CreateStore(parsed).List(name);
        var own = stored.FirstOrDefault(entry => entry.Key.IsOf(machine));
        if (own.Problem is { } problem)
        {
            throw new PerfHarnessException(problem);
        }

        return own.Baseline ?? stored.Select(entry => entry.Baseline).FirstOrDefault(baseline => baseline is not null)
            ?? (parsed.GetValue(_require) ? throw new PerfHarnessException(
                DiagnosticCodes.BaselineMissing, $"the required baseline of the counters of '{name}' does not exist.",
                "Accept one: dotnet perfharness stat --accept-baseline -- COMMAND") : null);
    }
}
