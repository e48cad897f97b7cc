using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Capabilities;

/// <summary>Determines from perf's messages why it failed. These parts have not changed since perf 4.x.</summary>
internal static class PerfFailure
{
    private const int MaxShownLength = 1500;

    /// <param name="request">What perf was asked for.</param>
    public static Diagnostic Explain(string log, string commandLine, string outcome, PerfRequest request)
    {
        var host = HostEnvironment.ReadCurrent();
        var (code, remedy) = Classify(log);
        if (code == DiagnosticCodes.ProfilingForbidden)
        {
            (code, remedy) = Refusal.Explain(request, new ProfilingRights(host));
        }
        else if (code == DiagnosticCodes.TracepointsUnreadable && new TraceFileSystem(host).GetRemedy() is { } found)
        {
            remedy = $"Fix: {found}";
        }

        var output = log.Trim() is { Length: > 0 } ? $" Output: {Shorten(log)}" : " It wrote no output.";
        return new Diagnostic(code, Severity.Error, $"perf failed with {outcome}: {commandLine}.{output}", remedy);
    }

    /// <summary>What it was, and what to do.</summary>
    public static (DiagnosticCode Code, string Remedy) Classify(string log)
    {
        // Not the setting's name alone: perf explains it wherever it lacks a permission.
        if (Says("failed to mmap", "Permission error mapping pages", "increasing /proc/sys/kernel/perf_event_mlock_kb"))
        {
            return (DiagnosticCodes.MlockLimit, "Allow more locked memory: sudo sysctl kernel.perf_event_mlock_kb=4096");
        }

        if (Says("can't access trace events", "Unable to find debugfs/tracefs", "Unable to find tracing files"))
        {
            return (DiagnosticCodes.TracepointsUnreadable, "Run 'dotnet perfharness doctor' to see what tracepoints need.");
        }

        if (Says("perf_event_paranoid", "Access to performance monitoring", "No permission to enable", "Permission error - are you root",
            "You may not have permission", "Operation not permitted", "Permission denied) for event"))
        {
            return (
                DiagnosticCodes.ProfilingForbidden, Refusal.Explain(new PerfRequest(), new ProfilingRights(HostEnvironment.ReadCurrent())).Remedy);
        }

        if (Says("event syntax error", "event is not supported", "sampling/overflow-interrupts", "unknown tracepoint", "Cannot find PMU",
            "invalid or unsupported event", "PMU Hardware", "doesn't support branch stack", "Hardware doesn't support",
            "No such file or directory) for event", "in per-thread mode"))
        {
            return (DiagnosticCodes.EventUnsupported,
                "Choose another event ('dotnet perfharness events' lists those of this machine), or omit --event to use the default.");
        }

        if (Says("couldn't find", "Couldn't create thread", "Problems finding", "No such process", "invalid pid"))
        {
            return (DiagnosticCodes.AttachFailed, "Check that the process still runs and belongs to you.");
        }

        if (Says("Too many open files", "Too many events are opened"))
        {
            return (DiagnosticCodes.PerfFailed,
                "Each event needs a file for each thread and CPU. Allow more open files: ulimit -n 65536 (where the hard limit is lower: "
                + "sudo prlimit --pid $$ --nofile=65536); or record fewer events or processes.");
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

    /// <summary>On one line, without the explanations of options and settings that follow.</summary>
    public static string Shorten(string text)
    {
        foreach (var end in (ReadOnlySpan<string>)["Run 'perf list'", "Usage: perf", "usage: perf", "More information can be found",
            "perf_event_paranoid setting is"])
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
