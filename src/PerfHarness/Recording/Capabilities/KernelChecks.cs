using System.Globalization;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Capabilities;

/// <summary>What the kernel's settings allow.</summary>
internal sealed class KernelChecks(HostEnvironment host)
{
    private const string ParanoidSetting = ProfilingRights.ParanoidSetting;

    /// <summary>perf asks for 512 KiB and a page of each CPU.</summary>
    private const int NeededBufferKib = 516;

    private readonly ProfilingRights _rights = new(host);

    /// <summary>Whether perf may be used.</summary>
    /// <param name="perfOutput">What perf wrote when it was tried; of interest if <paramref name="canProfile"/> is false.</param>
    public CapabilityCheck CheckPermission(bool canProfile, bool canSampleKernel, string perfOutput)
    {
        var observation = Format(_rights.ParanoidLevel) + (_rights.Capability is { } capability ? $", {capability}" : "");
        return !canProfile ? ExplainRefusal(observation, perfOutput)
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
            || (restrict is 1 && !_rights.CanReadKernelAddresses)
            || (restrict is 0 && _rights.ParanoidLevel > 1 && !_rights.IsPrivileged);
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

    private CapabilityCheck ExplainRefusal(string observation, string perfOutput)
    {
        var (code, _) = PerfFailure.Classify(perfOutput);
        if (code != DiagnosticCodes.ProfilingForbidden)
        {
            return new CapabilityCheck(
                ParanoidSetting, CapabilityState.Impossible, $"{observation}; perf cannot count events: {PerfFailure.Shorten(perfOutput)}", null,
                DiagnosticCodes.PerfFailed);
        }

        return _rights.Container is { } container && (_rights.ParanoidLevel <= 2 || _rights.IsPrivileged)
            ? new CapabilityCheck(
                ParanoidSetting, CapabilityState.Impossible,
                $"{observation}, but the {container} forbids perf_event_open (its seccomp profile or its capabilities)",
                Refusal.ContainerRemedy, DiagnosticCodes.ProfilingForbidden)
            : new CapabilityCheck(
                ParanoidSetting, CapabilityState.Impossible, $"{observation}: this user is not allowed to profile",
                "sudo sysctl kernel.perf_event_paranoid=1", DiagnosticCodes.ProfilingForbidden);
    }

    private CapabilityCheck CheckBuffer(int bufferKib)
    {
        const string Name = "perf_event_mlock_kb";
        var observation = string.Create(CultureInfo.InvariantCulture, $"{bufferKib} KiB of buffer per CPU");
        var isTooSmall = bufferKib < NeededBufferKib && !_rights.IsPrivileged;
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
}
