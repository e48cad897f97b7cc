using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.Recording.Capabilities;

/// <summary>Checks what the kernel's settings allow, and by running perf what works.</summary>
internal sealed class CapabilityProbe(HostEnvironment host)
{
    private readonly List<CapabilityCheck> _checks = [];
    private bool _canProfile;

    /// <summary>In the order in which one thing depends on another.</summary>
    public IReadOnlyList<CapabilityCheck> Checks => _checks;

    public string? PerfPath { get; private set; }

    public string? PerfVersion { get; private set; }

    public bool HasHardwareCounters { get; private set; }

    public bool CanSampleKernel { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!host.IsLinux)
        {
            _checks.Add(new CapabilityCheck(
                "operating system", CapabilityState.Impossible, "not Linux",
                "use Linux: a container, WSL 2 or a virtual machine", DiagnosticCodes.NotLinux));
            return;
        }

        var kernel = new KernelChecks(host);
        await CheckPerfAsync(kernel, cancellation).ConfigureAwait(false);
        if (_canProfile)
        {
            _checks.Add(kernel.CheckKernelNames());
            _checks.Add(CheckEvent());
            _checks.AddRange(kernel.CheckLimits());
        }

        _checks.Add(ContainerCheck.Run(host));
        _checks.AddRange(RuntimeSettingsCheck.Run(host));
        _checks.AddRange(JitDumpCheck.Run(host));
    }

    private async Task CheckPerfAsync(KernelChecks kernel, CancellationToken cancellation)
    {
        PerfPath = ProgramPath.Find("perf", host.SearchPath);
        if (PerfPath is null)
        {
            _checks.Add(CreateMissingPerf("not found in PATH"));
            return;
        }

        // Each start of perf takes 20 ms or more: where everything works, two suffice, at the same time.
        var probe = new PerfProbe(PerfPath, host);
        var (userClock, kernelClock, cycles) = ($"{PerfEvents.CpuClock}:u", $"{PerfEvents.CpuClock}:k", $"{PerfEvents.Cycles}:u");
        var counting = probe.TryCountAllAsync([userClock, kernelClock, cycles], cancellation);
        (PerfVersion, var errorText) = await probe.GetVersionAsync(cancellation).ConfigureAwait(false);
        var (counted, perfOutput) = await counting.ConfigureAwait(false);
        if (FindVersionProblem(errorText) is { } problem)
        {
            _checks.Add(CreateMissingPerf(problem));
            return;
        }

        _checks.Add(new CapabilityCheck("perf", CapabilityState.Ok, $"{PerfPath} {PerfVersion}"));
        if (counted.Contains(userClock) && counted.Contains(kernelClock))
        {
            (_canProfile, CanSampleKernel, HasHardwareCounters) = (true, true, counted.Contains(cycles));
        }
        else
        {
            (_canProfile, perfOutput) = await probe.TryCountAsync(userClock, cancellation).ConfigureAwait(false);
        }

        if (_canProfile && !CanSampleKernel)
        {
            (CanSampleKernel, _) = await probe.TryCountAsync(kernelClock, cancellation).ConfigureAwait(false);
            (HasHardwareCounters, _) = await probe.TryCountAsync(cycles, cancellation).ConfigureAwait(false);
        }

        _checks.Add(kernel.CheckPermission(_canProfile, CanSampleKernel, perfOutput));
    }

    private string? FindVersionProblem(string? errorText)
    {
        if (PerfVersion is null)
        {
            // Ubuntu's /usr/bin/perf is a script that only reports which package of the running kernel is missing.
            return $"{PerfPath} does not run: {errorText}";
        }

        var numbers = PerfVersion.Split('.', '-', '_')
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToArray();

        // RHEL's 4.18 has the options of 5.x.
        return numbers is [< 5, ..] && !PerfVersion.Contains(".el8", StringComparison.Ordinal)
            ? $"{PerfPath} {PerfVersion}: older than 5.10, which cannot be controlled through a pipe"
            : null;
    }

    private CapabilityCheck CreateMissingPerf(string observation) =>
        new("perf", CapabilityState.Impossible, observation, LinuxDistribution.GetInstallCommand(host), DiagnosticCodes.PerfMissing);

    private CapabilityCheck CheckEvent() => HasHardwareCounters
        ? new CapabilityCheck("hardware counters", CapabilityState.Ok, $"available; the event is {PerfEvents.Cycles}")
        : new CapabilityCheck(
            "hardware counters", CapabilityState.Limited,
            $"not available (as usual in virtual machines and on hosted runners); the event is {PerfEvents.CpuClock}, which samples CPU time instead",
            null, DiagnosticCodes.NoHardwareCounters);
}
