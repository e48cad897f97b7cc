using System.CommandLine;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Counters;
using PerfHarness.Counters.Gating;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>stat</c>: count events, as <c>perf stat</c> does; store the counts as a baseline, or judge them against one.</summary>
internal sealed class StatVerb : Verb
{
    // A counter's spread has to be known before a rise can be judged.
    private const int GateRuns = 10;

    public override string Name => "stat";

    public override string Description => "Count events of a command, running processes or the whole machine, and judge them against a baseline.";

    public override IReadOnlyList<string> Examples =>
    [
        "stat -- ./bench --iterations 200",
        "stat -r 10 -e task-clock,page-faults -- ./bench",
        "stat -e 'syscalls:sys_enter_*' -p 4711 -- sleep 5",
        "stat -a -I 1000",
        "stat --accept-baseline -- ./bench",
    ];

    public override bool TakesCommand => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var (what, output, gate, target) = (new StatOptionGroup(), new StatOutputOptions(), new CounterGateOptions(), new TargetOptions());
        var probes = new ProbeOption();
        var runs = NumericOptions.CreateIntegerOption(
            "--repeat", ["-r", "--runs"], $"Runs of the command; mean and spread are shown. [default: 1; {GateRuns} with a baseline]", 1, 1000);
        what.AddTo(command);
        command.Add(runs);
        output.AddTo(command);
        gate.AddTo(command);
        probes.AddTo(command);
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var program = invocation.Command is null ? null : target.CreateTarget(parsed, invocation.Command);
            var request = what.CreateRequest(parsed, program);
            var isWhole = !request.Attaches && request.Interval is null;
            if (!isWhole && (gate.IsGiven(parsed) || parsed.GetValue(runs) is > 1))
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.UsageError, "baselines and several runs are for a command that is started and counted as a whole.");
            }

            await using var session = await probes.AddProbesAsync(
                parsed, invocation.Terminal, program, request.Attach?.Pids ?? [], cancellation).ConfigureAwait(false);
            if (isWhole)
            {
                return await JudgeAsync(request, session.Events, parsed.GetValue(runs), parsed, output, gate, invocation.Terminal, cancellation)
                    .ConfigureAwait(false);
            }

            var opened = output.Open(parsed, invocation.Terminal, Describe(request), request.Events);
            return await CountAsync(request.AddProbes(session.Events), opened, invocation.Terminal, cancellation).ConfigureAwait(false);
        });
    }

    private static string Describe(CounterRequest request) => request.Command?.ToString() ?? request.Describe(request.Attach?.Pids ?? []);

    private static async Task<int> CountAsync(CounterRequest request, StatOutput output, Terminal terminal, CancellationToken cancellation)
    {
        using (output)
        {
            var recorder = new CounterRecorder(await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false));
            if (request is { Attaches: true, Command: null, Timeout: null, IntervalCount: null })
            {
                terminal.Error.WriteLine("perfharness: counting until Ctrl-C");
            }

            var report = await recorder.CountAsync(request, output.WriteInterval, progress: null, cancellation).ConfigureAwait(false);
            if (request.Interval is null)
            {
                output.Write(report);
                terminal.Report(StatDiagnostics.Create(report, request));
            }

            return GetExitCode(report, request, terminal, cancellation);
        }
    }

    private static async Task<int> JudgeAsync(
        CounterRequest request, IReadOnlyList<string> probes, int? runs, ParseResult parsed, StatOutputOptions outputs, CounterGateOptions gate,
        Terminal terminal, CancellationToken cancellation)
    {
        var command = request.Command!;
        var (policy, conditions) = (gate.GetPolicy(parsed), RunConditions.Create(command, inputs: ""));
        var baseline = gate.Find(parsed, command, conditions.Fingerprint);
        var isGated = baseline is not null || gate.IsAccepting(parsed);
        if (baseline is not null && request is { Events.Count: 0, Detail: 0 })
        {
            request = request with { Events = baseline.Events };
        }

        // Probes are added anew each time, so that they are in no baseline.
        IReadOnlyList<string> stored = request.Events.Count == 0 && probes.Count > 0 ? [] : request.ExpandedEvents;
        request = (request with { Runs = runs ?? (isGated ? GateRuns : 1) }).AddProbes(probes);
        using var output = outputs.Open(parsed, terminal, Describe(request), request.Events);
        var capabilities = await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false);
        var recorder = new CounterRecorder(capabilities);
        if (isGated)
        {
            await CounterRecorder.WarmUpAsync(command, cancellation).ConfigureAwait(false);
        }

        var report = await recorder.CountAsync(request, onInterval: null, new ProgressLines(terminal), cancellation).ConfigureAwait(false);
        var isWhole = !report.IsInterrupted && report.Failure is null;
        var verdict = baseline is null || !isWhole ? null : CounterGate.Judge(baseline, report.Counters, conditions, policy);
        output.Write(report, verdict is null ? null : json => CounterVerdictOutput.WriteJson(json, verdict));
        terminal.Report(StatDiagnostics.Create(report, request));
        if (!isWhole)
        {
            return GetExitCode(report, request, terminal, cancellation);
        }

        if (gate.IsAccepting(parsed))
        {
            var accepted = new CounterBaseline(
                gate.GetName(parsed, command), DateTimeOffset.UtcNow, capabilities.PerfVersion ?? "", conditions, stored,
                [.. report.Counters.Where(counter => counter.Values.Count > 0)]);
            var path = await gate.CreateStore(parsed).AcceptAsync(accepted, cancellation).ConfigureAwait(false);
            terminal.Error.WriteLine(SafeText.ToSingleLine(FormattableString.Invariant(
                $"perfharness: {accepted.Bench}: stored {accepted.Counters.Count} counters of {accepted.Runs} runs in {path}")));
            return ExitCode.Success;
        }

        if (verdict is null)
        {
            return ExitCode.Success;
        }

        if (RunConditions.CompareCommands(baseline!.Conditions, conditions) is { } other)
        {
            terminal.Report(other);
        }

        CounterVerdictOutput.Write(terminal, verdict, isTextTaken: output.IsTextTaken);
        return verdict.ExitCode;
    }

    private static int GetExitCode(CounterReport report, CounterRequest request, Terminal terminal, CancellationToken cancellation)
    {
        if (report.Failure is { } status && !request.Attaches)
        {
            terminal.Report(new Diagnostic(
                DiagnosticCodes.CommandFailed, Severity.Error, $"{request.Command} failed with {status}; what was counted until then is shown."));
            return ExitCode.CommandFailed;
        }

        // Counting what runs anyway ends with Ctrl-C, which is not a failure.
        if (!request.Attaches)
        {
            terminal.Output.Flush();
            cancellation.ThrowIfCancellationRequested();
        }

        return ExitCode.Success;
    }
}
