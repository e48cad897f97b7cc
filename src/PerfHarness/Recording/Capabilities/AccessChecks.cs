using System.Globalization;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Capabilities;

/// <summary>What may be recorded besides one's own commands: all processes, tracepoints, probes. For the doctor only: it takes time.</summary>
internal sealed class AccessChecks(HostEnvironment host)
{
    private readonly ProfilingRights _rights = new(host);
    private readonly TraceFileSystem _tracing = new(host);

    public async Task<IReadOnlyList<CapabilityCheck>> RunAsync(string perfPath, CancellationToken cancellation) =>
    [
        await CheckAllProcessesAsync(perfPath, cancellation).ConfigureAwait(false),
        CheckTracepoints(),
        CheckProbes("uprobes", false, "functions of programs", "CONFIG_UPROBE_EVENTS"),
        CheckProbes("kprobes", true, "functions of the kernel", "CONFIG_KPROBE_EVENTS"),
    ];

    private async Task<CapabilityCheck> CheckAllProcessesAsync(string perfPath, CancellationToken cancellation)
    {
        const string Name = "all processes (-a)";
        var probe = new PerfProbe(perfPath, host);
        var (works, output) = await probe.TryCountAsync($"{PerfEvents.CpuClock}:u", cancellation, "--all-cpus").ConfigureAwait(false);
        if (works)
        {
            return new CapabilityCheck(
                Name, CapabilityState.Ok,
                _rights.IsPrivileged ? "can be recorded: -a, -C, -p of every user's"
                    : "can be recorded by -a and -C; -p of another user's process needs root");
        }

        var (code, _) = PerfFailure.Classify(output);
        if (code != DiagnosticCodes.ProfilingForbidden)
        {
            return new CapabilityCheck(Name, CapabilityState.Limited, PerfFailure.Shorten(output), null, code);
        }

        var isLevel = !_rights.IsPrivileged && _rights.ParanoidLevel > 0;
        return new CapabilityCheck(
            Name, CapabilityState.Limited,
            isLevel ? "only your own: -a and -C need perf_event_paranoid 0, -p of another user's process needs root"
                : "forbidden, though the level allows it",
            isLevel ? "sudo sysctl kernel.perf_event_paranoid=0" : Refusal.Explain(new PerfRequest { SystemWide = true }, _rights).Remedy, code);
    }

    private CapabilityCheck CheckTracepoints()
    {
        const string Name = "tracepoints";
        if (_tracing.GetAccess() == TraceFileSystem.Access.NotMounted && _rights.IsRoot)
        {
            return new CapabilityCheck(Name, CapabilityState.Ok, "tracefs is not mounted; recording one mounts it");
        }

        var remedies = new List<string>();
        if (_tracing.GetRemedy() is { } remedy)
        {
            remedies.Add(remedy);
        }

        var isLevel = !_rights.IsPrivileged && _rights.ParanoidLevel > -1;
        if (isLevel)
        {
            remedies.Add("sudo sysctl kernel.perf_event_paranoid=-1");
        }

        var problem = _tracing.GetProblem();
        var observation = problem ?? string.Create(CultureInfo.InvariantCulture, $"{CountTracepoints():#,0} in {_tracing.Path}");
        return problem is null && !isLevel
            ? new CapabilityCheck(Name, CapabilityState.Ok, observation)
            : new CapabilityCheck(
                Name, CapabilityState.Limited,
                isLevel ? $"{observation}; of your own commands only syscalls are recorded unless perf_event_paranoid is -1" : observation,
                remedies.Count == 0 ? null : string.Join(" && ", remedies),
                problem is null ? DiagnosticCodes.ProfilingForbidden : DiagnosticCodes.TracepointsUnreadable);
    }

    private CapabilityCheck CheckProbes(string name, bool ofKernel, string what, string setting)
    {
        if (!_tracing.HasProbes(ofKernel))
        {
            return new CapabilityCheck(
                name, CapabilityState.Limited, $"not in this kernel ({setting}): {what} cannot be probed", null, DiagnosticCodes.ProbesUnavailable);
        }

        if (_tracing.GetAccess() == TraceFileSystem.Access.NotMounted && _rights.IsRoot)
        {
            return new CapabilityCheck(name, CapabilityState.Ok, $"tracefs is not mounted; --probe mounts it, to count and record {what}");
        }

        return _tracing.CanWrite(ofKernel ? "kprobe_events" : "uprobe_events")
            ? new CapabilityCheck(name, CapabilityState.Ok, $"--probe can count and record {what}")
            : new CapabilityCheck(
                name, CapabilityState.Limited, $"adding a probe to {what} needs root",
                _rights.IsRoot ? _tracing.GetRemedy() : "sudo dotnet perfharness record --probe …", DiagnosticCodes.ProbesUnavailable);
    }

    private int CountTracepoints() => (_tracing.Read("available_events") ?? "").Count(c => c == '\n');
}
