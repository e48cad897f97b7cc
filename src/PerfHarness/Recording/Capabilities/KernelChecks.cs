using System.Globalization;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Capabilities;

/// <summary>What the kernel's settings allow.</summary>
internal sealed class KernelChecks(HostEnvironment host)
{
    private const string ParanoidSetting = "perf_event_paranoid";
    private const int AdminCapability = 21;
    private const int SyslogCapability = 34;
    private const int PerfmonCapability = 38;

    /// <summary>perf asks for 512 KiB and a page of each CPU.</summary>
    private const int NeededBufferKib = 516;

    private int? ParanoidLevel => host.ReadNumber("/proc/sys/kernel/perf_event_paranoid");

    private bool IsPrivileged => HasCapability(PerfmonCapability) || HasCapability(AdminCapability);

    /// <summary>Whether perf may be used.</summary>
    /// <param name="perfOutput">What perf wrote when it was tried; of interest if <paramref name="canProfile"/> is false.</param>
    public CapabilityCheck CheckPermission(bool canProfile, bool canSampleKernel, string perfOutput)
    {
        var capability = HasCapability(PerfmonCapability) ? ", CAP_PERFMON" : HasCapability(AdminCapability) ? ", CAP_SYS_ADMIN" : "";
        var observation = Format(ParanoidLevel) + capability;
        return !canProfile ? ExplainRefusal(observation, perfOutput, hasCapability: capability.Length > 0)
            : canSampleKernel ? new CapabilityCheck(ParanoidSetting, CapabilityState.Ok, $"{observation}: user and kernel code can be sampled")
            : new CapabilityCheck(
                ParanoidSetting, CapabilityState.Limited, $"{observation}: only user code can be sampled",
                "sudo sysctl kernel.perf_event_paranoid=1", DiagnosticCodes.KernelSamplesForbidden);
    }

    /// <summary>Whether functions of the kernel can be named.</summary>
    public CapabilityCheck CheckKernelNames()
    {
        const string Name = "kptr_restrict";
        var restrict = host.ReadNumber("/proc/sys/kernel/kptr_restrict");
        var isHidden = restrict is 2
            || (restrict is 1 && !HasCapability(SyslogCapability))
            || (restrict is 0 && ParanoidLevel > 1 && !IsPrivileged);
        return isHidden
            ? new CapabilityCheck(
                Name, CapabilityState.Limited, $"{Format(restrict)}: kernel functions cannot be named",
                "sudo sysctl kernel.kptr_restrict=0 kernel.perf_event_paranoid=1", DiagnosticCodes.KernelAddressesHidden)
            : new CapabilityCheck(Name, CapabilityState.Ok, $"{Format(restrict)}: kernel functions can be named");
    }

    /// <summary>How large perf's buffers may be and how often it may sample.</summary>
    public IEnumerable<CapabilityCheck> CheckLimits()
    {
        if (host.ReadNumber("/proc/sys/kernel/perf_event_mlock_kb") is { } bufferKib)
        {
            yield return CheckBuffer(bufferKib);
        }

        if (host.ReadNumber("/proc/sys/kernel/perf_event_max_sample_rate") is { } maxRate)
        {
            yield return CheckRate(maxRate);
        }
    }

    private static string Format(int? setting) => setting?.ToString(CultureInfo.InvariantCulture) ?? "not readable";

    private CapabilityCheck ExplainRefusal(string observation, string perfOutput, bool hasCapability)
    {
        var (code, _) = PerfFailure.Classify(perfOutput);
        if (code != DiagnosticCodes.ProfilingForbidden)
        {
            var text = string.Join(' ', perfOutput.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            var shown = text.Length > 500 ? text[..500] + " …" : text;
            return new CapabilityCheck(
                ParanoidSetting, CapabilityState.Impossible, $"{observation}; perf cannot count events: {shown}", null, DiagnosticCodes.PerfFailed);
        }

        return ContainerCheck.FindKind(host) is { } container && (ParanoidLevel <= 2 || hasCapability)
            ? new CapabilityCheck(
                ParanoidSetting, CapabilityState.Impossible,
                $"{observation}, but the {container} forbids perf_event_open (its seccomp profile or its capabilities)",
                "docker run --cap-add PERFMON --cap-add SYS_PTRACE --security-opt seccomp=unconfined …", DiagnosticCodes.ProfilingForbidden)
            : new CapabilityCheck(
                ParanoidSetting, CapabilityState.Impossible, $"{observation}: this user is not allowed to profile",
                "sudo sysctl kernel.perf_event_paranoid=1", DiagnosticCodes.ProfilingForbidden);
    }

    private CapabilityCheck CheckBuffer(int bufferKib)
    {
        const string Name = "perf_event_mlock_kb";
        var observation = string.Create(CultureInfo.InvariantCulture, $"{bufferKib} KiB of buffer per CPU");
        var isTooSmall = bufferKib < NeededBufferKib && !IsPrivileged;
        return isTooSmall
            ? new CapabilityCheck(
                Name, CapabilityState.Limited, $"{observation}: a smaller buffer is used",
                string.Create(CultureInfo.InvariantCulture, $"sudo sysctl kernel.perf_event_mlock_kb={NeededBufferKib}"), DiagnosticCodes.MlockLimit)
            : new CapabilityCheck(Name, CapabilityState.Ok, observation);
    }

    private static CapabilityCheck CheckRate(int maxRate)
    {
        const string Name = "perf_event_max_sample_rate";
        var observation = string.Create(CultureInfo.InvariantCulture, $"{maxRate} samples per second");
        return maxRate < PerfEvents.DefaultFrequency
            ? new CapabilityCheck(
                Name, CapabilityState.Limited,
                string.Create(CultureInfo.InvariantCulture, $"{observation}: below the default of {PerfEvents.DefaultFrequency}"),
                "sudo sysctl kernel.perf_event_max_sample_rate=100000", DiagnosticCodes.FrequencyTooHigh)
            : new CapabilityCheck(Name, CapabilityState.Ok, observation);
    }

    private bool HasCapability(int bit) =>
        ulong.TryParse(host.ReadField("/proc/self/status", "CapEff"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var set)
        && (set >> bit & 1) != 0;
}
