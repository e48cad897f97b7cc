using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.Recording;

/// <summary>Asks the kernel's settings what should work, and perf itself what does.</summary>
internal sealed class CapabilityProbe(HostEnvironment host)
{
    private const int AdminCapability = 21;
    private const int PerfmonCapability = 38;
    private static readonly TimeSpan PerfTimeout = TimeSpan.FromSeconds(20);
    private readonly List<CapabilityCheck> _checks = [];

    public async Task<PerfCapabilities> RunAsync(CancellationToken cancellation)
    {
        if (!host.IsLinux)
        {
            return new PerfCapabilities
            {
                Checks = [new CapabilityCheck(
                    "operating system", CapabilityState.Impossible, "not Linux",
                    "run in Linux: a container, WSL 2 or a virtual machine", DiagnosticCodes.NotLinux)],
            };
        }

        var path = ProgramPath.Find("perf", host.SearchPath);
        var (version, complaint) = path is null ? default : await GetVersionAsync(path, cancellation).ConfigureAwait(false);
        var allowed = false;
        var kernel = false;
        var hardware = false;
        if (AddPerf(path, version, complaint))
        {
            (allowed, var said) = await TryCountAsync(path!, $"{PerfCapabilities.ClockEvent}:u", cancellation).ConfigureAwait(false);
            kernel = allowed && (await TryCountAsync(path!, $"{PerfCapabilities.ClockEvent}:k", cancellation).ConfigureAwait(false)).Counts;
            hardware = allowed && (await TryCountAsync(path!, $"{PerfCapabilities.CyclesEvent}:u", cancellation).ConfigureAwait(false)).Counts;
            AddPermission(allowed, kernel, said);
        }

        var maxFrequency = host.ReadNumber("/proc/sys/kernel/perf_event_max_sample_rate");
        if (allowed)
        {
            AddKernelNames();
            AddEvent(hardware);
            AddLimits(maxFrequency);
        }

        AddContainer();
        _checks.AddRange(RuntimeSettingsCheck.Run(host));
        _checks.AddRange(JitDumpCheck.Run(host));
        return new PerfCapabilities
        {
            Checks = _checks,
            PerfPath = path,
            PerfVersion = version,
            HasHardwareCounters = hardware,
            CanSampleKernel = kernel,
            MaxFrequency = maxFrequency,
        };
    }

    /// <summary>The version; or, where there is none, the first line of what perf said instead.</summary>
    private async Task<(string? Version, string? Complaint)> GetVersionAsync(string perf, CancellationToken cancellation)
    {
        var result = await RunPerfAsync(perf, ["--version"], cancellation).ConfigureAwait(false);
        var words = result.StandardOutput.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words is ["perf", "version", var version, ..]
            ? (version, null)
            : (null, $"{result.StandardError.Trim().Split('\n')[0]} ({result.Status})".Trim());
    }

    /// <summary>Whether perf really counts the event for a command; and if not, what it said.</summary>
    private async Task<(bool Counts, string Said)> TryCountAsync(string perf, string name, CancellationToken cancellation)
    {
        var result = await RunPerfAsync(perf, ["stat", "-x", ",", "-e", name, "--", "/bin/sh", "-c", ":"], cancellation).ConfigureAwait(false);
        var value = result.StandardError.Split('\n').FirstOrDefault(line => line.Contains("," + name, StringComparison.Ordinal))?.Split(',')[0];
        return (result.Status.Success && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _), result.StandardError);
    }

    private async Task<BufferedCommandResult> RunPerfAsync(string perf, string[] arguments, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(PerfTimeout);
        var command = Command.Create(perf).WithArguments(arguments).WithExitCodeCheck(false)
            .WithEnvironment([new("LC_ALL", "C"), new("PERF_CONFIG", "/dev/null"), new("PATH", host.SearchPath)]);
        try
        {
            return await command.ExecuteBufferedAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.PerfFailed,
                string.Create(CultureInfo.InvariantCulture, $"{command} did not end within {PerfTimeout.TotalSeconds} s."));
        }
    }

    private bool AddPerf(string? path, string? version, string? complaint)
    {
        if (path is null)
        {
            Add("perf", CapabilityState.Impossible, "not found in PATH", LinuxDistribution.GetInstallCommand(host), DiagnosticCodes.PerfMissing);
            return false;
        }

        if (version is null)
        {
            // Ubuntu's /usr/bin/perf is a script that only says which package of the running kernel is missing.
            Add("perf", CapabilityState.Impossible, $"{path} does not run: {complaint}", LinuxDistribution.GetInstallCommand(host), DiagnosticCodes.PerfMissing);
            return false;
        }

        var numbers = version.Split('.', '-', '_').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).ToArray();

        // RHEL's 4.18 carries the options of 5.x.
        if (numbers is [< 5, ..] && !version.Contains(".el8", StringComparison.Ordinal))
        {
            Add("perf", CapabilityState.Impossible, $"{path} {version}: older than 5.10, it cannot be controlled through a pipe", LinuxDistribution.GetInstallCommand(host), DiagnosticCodes.PerfMissing);
            return false;
        }

        Add("perf", CapabilityState.Ok, $"{path} {version}");
        return true;
    }

    private void AddPermission(bool allowed, bool kernel, string said)
    {
        const string name = "perf_event_paranoid";
        var value = host.ReadNumber("/proc/sys/kernel/perf_event_paranoid");
        var capability = HasCapability(PerfmonCapability) ? ", CAP_PERFMON" : HasCapability(AdminCapability) ? ", CAP_SYS_ADMIN" : "";
        var seen = string.Create(CultureInfo.InvariantCulture, $"{(value is null ? "not readable" : value)}{capability}");
        if (allowed)
        {
            if (kernel)
            {
                Add(name, CapabilityState.Ok, $"{seen}: user and kernel code can be sampled");
            }
            else
            {
                Add(name, CapabilityState.Limited, $"{seen}: only user code can be sampled", "sudo sysctl kernel.perf_event_paranoid=1", DiagnosticCodes.KernelSamplesForbidden);
            }

            return;
        }

        var (code, _) = PerfFailure.Classify(said);
        if (code == DiagnosticCodes.ProfilingForbidden && IsContainer(out var kind) && (value <= 2 || capability.Length > 0))
        {
            Add(name, CapabilityState.Impossible, $"{seen}, but the {kind} forbids perf_event_open (its seccomp profile or its capabilities)",
                "docker run --cap-add PERFMON --cap-add SYS_PTRACE --security-opt seccomp=unconfined …", DiagnosticCodes.ProfilingForbidden);
        }
        else if (code == DiagnosticCodes.ProfilingForbidden)
        {
            Add(name, CapabilityState.Impossible, $"{seen}: this user may not profile", "sudo sysctl kernel.perf_event_paranoid=1", DiagnosticCodes.ProfilingForbidden);
        }
        else
        {
            var words = string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            Add(name, CapabilityState.Impossible, $"{seen}; perf counts nothing: {(words.Length > 500 ? words[..500] + " …" : words)}", null, DiagnosticCodes.PerfFailed);
        }
    }

    private void AddKernelNames()
    {
        var restrict = host.ReadNumber("/proc/sys/kernel/kptr_restrict");
        var hidden = restrict is 2 || (restrict is 1 && !HasCapability(34)) || (restrict is 0 && host.ReadNumber("/proc/sys/kernel/perf_event_paranoid") > 1 && !HasCapability(PerfmonCapability) && !HasCapability(AdminCapability));
        var seen = string.Create(CultureInfo.InvariantCulture, $"{(restrict is null ? "not readable" : restrict)}");
        if (hidden)
        {
            Add("kptr_restrict", CapabilityState.Limited, $"{seen}: kernel functions stay without names", "sudo sysctl kernel.kptr_restrict=0 kernel.perf_event_paranoid=1", DiagnosticCodes.KernelAddressesHidden);
        }
        else
        {
            Add("kptr_restrict", CapabilityState.Ok, $"{seen}: kernel functions can be named");
        }
    }

    private void AddEvent(bool hardware)
    {
        if (hardware)
        {
            Add("hardware counters", CapabilityState.Ok, $"the processor counts cycles; the event is {PerfCapabilities.CyclesEvent}");
        }
        else
        {
            Add("hardware counters", CapabilityState.Limited, $"none here (usual in virtual machines and on hosted runners); the event is {PerfCapabilities.ClockEvent}, which samples CPU time just as well", null, DiagnosticCodes.NoHardwareCounters);
        }
    }

    private void AddLimits(int? maxFrequency)
    {
        if (host.ReadNumber("/proc/sys/kernel/perf_event_mlock_kb") is { } mlock)
        {
            // perf asks for 512 KiB and a page of each CPU.
            var small = mlock < 516 && !HasCapability(PerfmonCapability) && !HasCapability(AdminCapability);
            var seen = string.Create(CultureInfo.InvariantCulture, $"{mlock} KiB of buffer for each CPU");
            if (small)
            {
                Add("perf_event_mlock_kb", CapabilityState.Limited, seen + ": a smaller buffer than usual is taken", "sudo sysctl kernel.perf_event_mlock_kb=516", DiagnosticCodes.MlockLimit);
            }
            else
            {
                Add("perf_event_mlock_kb", CapabilityState.Ok, seen);
            }
        }

        if (maxFrequency is { } max)
        {
            var seen = string.Create(CultureInfo.InvariantCulture, $"{max} samples a second");
            if (max < RecordOptions.DefaultFrequency)
            {
                Add("perf_event_max_sample_rate", CapabilityState.Limited, $"{seen}: below the default of {RecordOptions.DefaultFrequency.ToString(CultureInfo.InvariantCulture)}", "sudo sysctl kernel.perf_event_max_sample_rate=100000", DiagnosticCodes.FrequencyTooHigh);
            }
            else
            {
                Add("perf_event_max_sample_rate", CapabilityState.Ok, seen);
            }
        }
    }

    private void AddContainer()
    {
        var seccomp = host.ReadField("/proc/self/status", "Seccomp") switch { "2" => ", seccomp filter on", "1" => ", strict seccomp", _ => "" };
        Add("container", CapabilityState.Ok, IsContainer(out var kind) ? $"inside a {kind}{seccomp}" : $"none seen{seccomp}");
    }

    private bool IsContainer(out string kind)
    {
        var cgroup = host.ReadText("/proc/1/cgroup") ?? "";
        kind = host.Exists("/.dockerenv") || cgroup.Contains("docker", StringComparison.Ordinal) ? "Docker container"
            : host.Exists("/run/.containerenv") || cgroup.Contains("libpod", StringComparison.Ordinal) ? "Podman container"
            : cgroup.Contains("kubepods", StringComparison.Ordinal) || host.Exists("/var/run/secrets/kubernetes.io") ? "Kubernetes pod"
            : cgroup.Contains("lxc", StringComparison.Ordinal) ? "LXC container"
            : "";
        return kind.Length > 0;
    }

    private bool HasCapability(int bit) =>
        ulong.TryParse(host.ReadField("/proc/self/status", "CapEff"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var set)
        && (set >> bit & 1) != 0;

    private void Add(string name, CapabilityState state, string seen, string? remedy = null, DiagnosticCode? code = null) =>
        _checks.Add(new CapabilityCheck(name, state, seen, remedy, code));
}
