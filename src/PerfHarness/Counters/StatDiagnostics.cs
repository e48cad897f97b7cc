using System.Globalization;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Counters;

/// <summary>What a user should know about counts: which of them are none, and why.</summary>
internal static class StatDiagnostics
{
    public static IReadOnlyList<Diagnostic> Create(CounterReport report, CounterRequest request)
    {
        var list = new List<Diagnostic>();
        var (missing, idle) = (Find(CounterState.NotSupported), Find(CounterState.NotCounted));
        if (report.IsInterrupted && request.Runs > 1)
        {
            list.Add(new Diagnostic(
                DiagnosticCodes.Inconclusive, Severity.Info,
                string.Create(CultureInfo.InvariantCulture, $"interrupted: these are {report.Runs} of {request.Runs} runs.")));
        }

        if (missing.Length > 0)
        {
            // What was asked for by name is missed; of the default ones, machines have what they have.
            var isRequested = request.Events.Count > 0 || request.Detail > 0;
            list.Add(new Diagnostic(
                isRequested ? DiagnosticCodes.EventUnsupported : DiagnosticCodes.NoHardwareCounters, isRequested ? Severity.Warning : Severity.Info,
                $"not supported here: {missing}. The processor, the kernel or the virtual machine does not count them; this is not zero.",
                isRequested ? "'dotnet perfharness events' lists what there is." : null));
        }

        if (idle.Length > 0)
        {
            list.Add(new Diagnostic(
                DiagnosticCodes.EventUnsupported, Severity.Info,
                $"not counted: {idle}. "
                + (request.Attaches
                    ? "Nothing of what is counted ran meanwhile"
                    : "The command ended before they began, or other events had the counters")
                + "; this is not zero."));
        }

        if (report.LateClocks > 0)
        {
            list.Add(new Diagnostic(
                DiagnosticCodes.PerfFailed, Severity.Info,
                FormattableString.Invariant($"perf began to measure the elapsed time late in {report.LateClocks} of {report.Runs} runs, ")
                + "after the command had begun; it is at least what is shown.",
                "The counts are right. Count a longer command, or on a less loaded machine."));
        }

        if (report.TimesIncludePerf && report.User.Count > 0)
        {
            list.Add(new Diagnostic(
                DiagnosticCodes.PerfFailed, Severity.Info,
                "user and system time include perf's own few milliseconds: perf before 6.0 cannot tell them apart."));
        }

        return list;

        string Find(CounterState state) => string.Join(
            ", ", report.Counters.Where(counter => counter.State == state).Select(counter => counter.Event).Distinct().Take(12));
    }
}
