using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Capabilities;

/// <summary>Determines from perf's messages why it failed. These parts have not changed since perf 4.x.</summary>
internal static class PerfFailure
{
    private const int MaxShownLength = 1500;

    public static Diagnostic Explain(string log, string commandLine, string outcome)
    {
        var (code, remedy) = Classify(log);
        var output = log.Trim() is { Length: > 0 } text ? $" Output: {Shorten(text)}" : " It wrote no output.";
        return new Diagnostic(code, Severity.Error, $"perf failed with {outcome}: {commandLine}.{output}", remedy);
    }

    /// <summary>What it was, and what to do.</summary>
    public static (DiagnosticCode Code, string Remedy) Classify(string log)
    {
        if (Says("perf_event_mlock_kb", "failed to mmap", "Permission error mapping pages"))
        {
            return (DiagnosticCodes.MlockLimit, "Allow more locked memory: sudo sysctl kernel.perf_event_mlock_kb=4096");
        }

        if (Says("perf_event_paranoid", "Access to performance monitoring", "No permission to enable", "Permission error - are you root",
            "Operation not permitted"))
        {
            return (DiagnosticCodes.ProfilingForbidden,
                "Allow it: sudo sysctl kernel.perf_event_paranoid=1; in a container also --cap-add PERFMON and a seccomp profile that permits "
                + "perf_event_open.");
        }

        if (Says("event syntax error", "event is not supported", "sampling/overflow-interrupts", "unknown tracepoint", "Cannot find PMU",
            "invalid or unsupported event", "PMU Hardware", "doesn't support branch stack", "Hardware doesn't support",
            "No such file or directory) for event"))
        {
            return (DiagnosticCodes.EventUnsupported,
                "Choose another event ('perf list' lists them), or omit --event to use the default.");
        }

        if (Says("couldn't find", "Couldn't create thread", "Problems finding", "No such process", "invalid pid"))
        {
            return (DiagnosticCodes.AttachFailed, "Check that the process still runs and belongs to you.");
        }

        if (Says("Too many open files", "Too many events are opened"))
        {
            return (DiagnosticCodes.PerfFailed, "Allow more open files: ulimit -n 65536");
        }

        if (Says("No space left on device"))
        {
            return (DiagnosticCodes.PerfFailed, "Free some space in the temporary folder, or set TMPDIR to a larger one.");
        }

        if (Says("unknown option", "Unsupported control", "No such command 'record'"))
        {
            return (DiagnosticCodes.PerfFailed, "This perf is too old; 5.10 or later is needed.");
        }

        return (DiagnosticCodes.PerfFailed, "Run 'dotnet perfharness doctor' to see what works here.");

        bool Says(params ReadOnlySpan<string> parts)
        {
            foreach (var part in parts)
            {
                if (log.Contains(part, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            return false;
        }
    }

    // After an unknown option or event perf explains all its options.
    private static string Shorten(string text)
    {
        foreach (var end in (ReadOnlySpan<string>)["Run 'perf list'", "Usage: perf", "usage: perf"])
        {
            if (text.IndexOf(end, StringComparison.Ordinal) is > 0 and var index)
            {
                text = text[..index];
            }
        }

        var shown = text.Length > MaxShownLength ? text[..MaxShownLength] + " …" : text;
        return string.Join(' ', shown.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
