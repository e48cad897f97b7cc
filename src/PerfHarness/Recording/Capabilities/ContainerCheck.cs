namespace PerfHarness.Recording.Capabilities;

/// <summary>Whether we run in a container, which may forbid what the kernel allows.</summary>
internal static class ContainerCheck
{
    public static CapabilityCheck Run(HostEnvironment host)
    {
        var seccomp = host.ReadField("/proc/self/status", "Seccomp") switch { "2" => ", seccomp filter on", "1" => ", strict seccomp", _ => "" };
        var observation = FindKind(host) is { } kind ? $"inside a {kind}{seccomp}" : $"none detected{seccomp}";
        return new CapabilityCheck("container", CapabilityState.Ok, observation);
    }

    /// <summary>Such as <c>Docker container</c>; null if there is none.</summary>
    public static string? FindKind(HostEnvironment host)
    {
        var cgroup = host.ReadText("/proc/1/cgroup") ?? "";
        return host.Exists("/.dockerenv") || cgroup.Contains("docker", StringComparison.Ordinal) ? "Docker container"
            : host.Exists("/run/.containerenv") || cgroup.Contains("libpod", StringComparison.Ordinal) ? "Podman container"
            : cgroup.Contains("kubepods", StringComparison.Ordinal) || host.Exists("/var/run/secrets/kubernetes.io") ? "Kubernetes pod"
            : cgroup.Contains("lxc", StringComparison.Ordinal) ? "LXC container"
            : null;
    }
}
