namespace PerfHarness.Recording.Capabilities;

/// <summary>How this distribution's users install perf.</summary>
internal static class LinuxDistribution
{
    public static string GetInstallCommand(HostEnvironment host)
    {
        var fields = (host.ReadText("/etc/os-release") ?? "").Split('\n')
            .Select(line => line.Split('=', 2))
            .Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0].Trim(), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First()[1].Trim().Trim('"'), StringComparer.Ordinal);
        var names = $"{fields.GetValueOrDefault("ID")} {fields.GetValueOrDefault("ID_LIKE")}".Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var release = host.ReadText("/proc/sys/kernel/osrelease") ?? "";
        foreach (var name in names)
        {
            switch (name)
            {
                case "ubuntu":
                    return IsWsl(release)
                        ? "sudo apt-get update && sudo apt-get install -y linux-tools-generic, then put /usr/lib/linux-tools/*-generic first in PATH"
                        : $"sudo apt-get update && sudo apt-get install -y linux-tools-{(release.Length > 0 ? release : "$(uname -r)")}";
                case "debian":
                    return "sudo apt-get update && sudo apt-get install -y linux-perf";
                case "fedora" or "rhel" or "centos":
                    return "sudo dnf install -y perf";
                case "alpine":
                    return "sudo apk add perf";
                case "arch":
                    return "sudo pacman -S --noconfirm perf";
                case "suse" or "opensuse":
                    return "sudo zypper install -y perf";
            }
        }

        return "install your distribution's package of the Linux perf tool";
    }

    public static bool IsWsl(string osRelease) => osRelease.Contains("microsoft", StringComparison.OrdinalIgnoreCase);
}
