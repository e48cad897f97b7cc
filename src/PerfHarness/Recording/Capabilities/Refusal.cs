using System.Globalization;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Capabilities;

/// <summary>Why the kernel refused what perf was asked for, and what allows it.</summary>
internal static class Refusal
{
    public const string ContainerRemedy = "docker run --cap-add PERFMON --cap-add SYS_PTRACE --security-opt seccomp=unconfined …";

    public static (DiagnosticCode Code, string Remedy) Explain(PerfRequest request, ProfilingRights rights)
    {
        foreach (var pid in request.Pids)
        {
            if (rights.FindForeignOwner(pid) is { } owner)
            {
                return (DiagnosticCodes.AttachFailed, string.Create(
                    CultureInfo.InvariantCulture,
                    $"Process {pid} belongs to {owner}; no setting changes that. Record as that user, or with sudo."));
            }
        }

        var level = request.NeededLevel;
        return (DiagnosticCodes.ProfilingForbidden, (rights.IsPrivileged || rights.ParanoidLevel <= level) switch
        {
            false => Invariant(
                $"Allow it: sudo sysctl kernel.perf_event_paranoid={level} ({Describe(request)}; it is {Format(rights.ParanoidLevel)} now), ")
                + $"or record with sudo{InContainer(rights)}.",
            true when rights.Container is { } container =>
                $"The {container} forbids perf_event_open, by its seccomp profile or its capabilities. Start it so: {ContainerRemedy}",
            true when rights.HasSeccompFilter => "A seccomp filter forbids perf_event_open: run outside of what set it, or have it permit the call.",
            true when rights.IsLockedDown => "The kernel is locked down: boot without lockdown=confidentiality.",
            true => "A security module (SELinux, AppArmor) may forbid it; its audit log says so: sudo ausearch -m avc -ts recent, or sudo dmesg.",
        });
    }

    private static string Describe(PerfRequest request) =>
        request.HasTracepoint ? "needed for what tracepoints and probes record"
        : request.SystemWide ? "needed for all processes"
        : "needed for the kernel's part; 2 is enough for user code";

    private static string InContainer(ProfilingRights rights) =>
        rights.Container is { } container && rights.HasSeccompFilter
            ? $"; the {container} also needs --cap-add PERFMON and a seccomp profile that permits perf_event_open" : "";

    private static string Format(int? level) => level?.ToString(CultureInfo.InvariantCulture) ?? "not readable";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
