using System.Globalization;

namespace PerfHarness.Recording.Capabilities;

/// <summary>What the kernel allows this process to observe, and which setting decides it.</summary>
internal sealed class ProfilingRights(HostEnvironment host)
{
    public const string ParanoidSetting = "perf_event_paranoid";

    private const int AdminCapability = 21;
    private const int SyslogCapability = 34;
    private const int PerfmonCapability = 38;

    /// <summary>kernel.perf_event_paranoid; null where the kernel does not say.</summary>
    public int? ParanoidLevel => host.ReadNumber("/proc/sys/kernel/perf_event_paranoid");

    /// <summary>The capability that makes the level irrelevant, or null.</summary>
    public string? Capability => IsInUserNamespace ? null
        : HasCapability(PerfmonCapability) ? "CAP_PERFMON"
        : HasCapability(AdminCapability) ? "CAP_SYS_ADMIN"
        : null;

    public bool IsPrivileged => Capability is not null;

    public bool CanReadKernelAddresses => HasCapability(SyslogCapability) && !IsInUserNamespace;

    /// <summary>We are root.</summary>
    public bool IsRoot => host.ReadField("/proc/self/status", "Uid")?.Split((char[]?)null) is [_, "0", ..];

    /// <summary>Such as <c>Docker container</c>; null if there is none.</summary>
    public string? Container => ContainerCheck.FindKind(host);

    /// <summary>A seccomp filter decides which calls are permitted.</summary>
    public bool HasSeccompFilter => host.ReadField("/proc/self/status", "Seccomp") is "1" or "2";

    /// <summary>Booted with <c>lockdown=confidentiality</c>, which closes tracefs and kprobes to root too.</summary>
    public bool IsLockedDown => host.ReadText("/sys/kernel/security/lockdown")?.Contains("[confidentiality]", StringComparison.Ordinal) == true;

    /// <summary>Capabilities of a user namespace (rootless containers) do not count for events of the kernel.</summary>
    private bool IsInUserNamespace => host.ReadText("/proc/self/uid_map") is { Length: > 0 } map
        && map.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not ["0", "0", "4294967295"];

    /// <summary>The user of a process that we may not observe: another user's without a capability. Null for our own.</summary>
    public string? FindForeignOwner(int pid)
    {
        if (IsPrivileged)
        {
            return null;
        }

        var owner = GetUser(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status"));
        return owner is null || owner == GetUser("/proc/self/status") ? null : owner == "0" ? "root" : $"user {owner}";
    }

    private string? GetUser(string path) => host.ReadField(path, "Uid")?.Split((char[]?)null)[0];

    private bool HasCapability(int bit) =>
        ulong.TryParse(host.ReadField("/proc/self/status", "CapEff"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var set)
        && (set >> bit & 1) != 0;
}
