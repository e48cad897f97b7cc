using System.Globalization;
using System.Runtime.InteropServices;

namespace PerfHarness.Measurements;

/// <summary>Reads what this machine is. What cannot be read is left unknown.</summary>
/// <param name="root">Folder under which <c>proc</c> and <c>sys</c> lie.</param>
internal sealed class FingerprintReader(string root = "/")
{
    private static readonly string[] ContainerGroups = ["/docker", "/kubepods", "/lxc"];

    private const string NoLimit = "none";

    /// <param name="runtime">Runtime of the profiled program, such as <c>.NET 10.0.12</c>; empty if unknown.</param>
    /// <param name="environment">The profiled program's environment, for its JIT settings.</param>
    public Fingerprint Read(string runtime = "", IReadOnlyDictionary<string, string>? environment = null) => new()
    {
        CpuModel = ReadCpuModel(),
        Architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
        ProcessorCount = CountProcessors(ReadText("sys/devices/system/cpu/online"))
            ?? ReadLines("proc/cpuinfo").Count(l => l.StartsWith("processor", StringComparison.Ordinal)),
        Kernel = ReadText("proc/sys/kernel/osrelease"),
        Virtualization = DetectVirtualization(),
        CpuLimit = ReadCpuLimit()?.ToString("0.##", CultureInfo.InvariantCulture) ?? NoLimit,
        MemoryLimit = ReadMemoryLimit(),
        Governor = ReadText("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") is { Length: > 0 } governor ? governor : NoLimit,
        Runtime = runtime,
        JitSettings = JitSettings.Format(environment ?? new Dictionary<string, string>()),
    };

    private string ReadCpuModel()
    {
        var info = ReadLines("proc/cpuinfo").Select(l => l.Split(':', 2, StringSplitOptions.TrimEntries)).Where(p => p.Length == 2).ToList();
        if (info.Find(p => p[0] is "model name" or "cpu" or "cpu model") is { } model)
        {
            return model[1];
        }

        // ARM kernels give numbers only.
        var parts = (string[])["CPU implementer", "CPU part", "CPU variant", "CPU revision"];
        return string.Join(' ', parts.Select(name => info.Find(p => p[0] == name)).Where(p => p is not null).Select(p => $"{p![0][4..]} {p[1]}"));
    }

    // "0-3,8,10-11"
    private static int? CountProcessors(string ranges)
    {
        var count = 0;
        foreach (var range in ranges.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            if (ends.Length > 2 || !TryParseCpu(ends[0], out var first) || !TryParseCpu(ends[^1], out var last) || last < first)
            {
                return null;
            }

            count += last - first + 1;
        }

        return count > 0 ? count : null;

        static bool TryParseCpu(string text, out int value) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value < 1 << 20;
    }

    private string DetectVirtualization()
    {
        var kinds = new List<string>();
        var product = $"{ReadText("sys/class/dmi/id/sys_vendor")} {ReadText("sys/class/dmi/id/product_name")}".Trim();
        if (DetectHypervisor(product) is { } known)
        {
            kinds.Add(known);
        }
        else if (ReadLines("proc/cpuinfo")
            .Any(l => l.StartsWith("flags", StringComparison.Ordinal) && l.Contains(" hypervisor", StringComparison.Ordinal)))
        {
            kinds.Add("virtual machine");
        }

        if (FileExists(".dockerenv") || FileExists("run/.containerenv") || ReadText("run/systemd/container").Length > 0
            || ReadLines("proc/1/cgroup").Any(l => Array.Exists(ContainerGroups, g => l.Contains(g, StringComparison.Ordinal))))
        {
            kinds.Add("container");
        }

        return kinds.Count == 0 ? "none" : string.Join(", ", kinds);
    }

    private string? DetectHypervisor(string product)
    {
        (string Mark, string Name)[] known =
        [
            ("VMware", "vmware"), ("VirtualBox", "virtualbox"), ("innotek", "virtualbox"), ("QEMU", "kvm"), ("KVM", "kvm"), ("Amazon EC2", "amazon"),
            ("Google Compute", "google"), ("Microsoft Corporation Virtual Machine", "hyper-v"), ("Xen", "xen"),
            ("Parallels", "parallels"), ("Firecracker", "firecracker"),
        ];
        var type = ReadText("sys/hypervisor/type");
        return type.Length > 0
            ? type
            : known.Where(k => product.Contains(k.Mark, StringComparison.OrdinalIgnoreCase)).Select(k => k.Name).FirstOrDefault();
    }

    /// <summary>
    /// Processors' worth of time that the process may use: the tightest limit between its own control group and the root, of either
    /// version. Null for no limit.
    /// </summary>
    public double? ReadCpuLimit()
    {
        double? least = null;
        foreach (var folder in EnumerateControlGroups("cpu"))
        {
            var parts = ReadText($"{folder}/cpu.max").Split(' ');
            var (quota, period) = parts.Length == 2
                ? (parts[0], parts[1])
                : (ReadText($"{folder}/cpu.cfs_quota_us"), ReadText($"{folder}/cpu.cfs_period_us"));
            if (TryParsePositive(quota, out var used) && TryParsePositive(period, out var of))
            {
                least = Math.Min(least ?? double.MaxValue, (double)used / of);
            }
        }

        return least;
    }

    private string ReadMemoryLimit()
    {
        long? least = null;
        foreach (var folder in EnumerateControlGroups("memory"))
        {
            // Version 1 spells "no limit" as a number near 2^63.
            var isLimited = TryParsePositive(ReadText($"{folder}/memory.max"), out var limit)
                || TryParsePositive(ReadText($"{folder}/memory.limit_in_bytes"), out limit);
            if (isLimited && limit < 1L << 60)
            {
                least = Math.Min(least ?? long.MaxValue, limit);
            }
        }

        return least?.ToString(CultureInfo.InvariantCulture) ?? NoLimit;
    }

    private static bool TryParsePositive(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0;

    private IEnumerable<string> EnumerateControlGroups(string controller)
    {
        foreach (var line in ReadLines("proc/self/cgroup"))
        {
            // "0::/user.slice/a.scope", "4:cpu,cpuacct:/docker/…"
            var parts = line.Split(':', 3);
            if (parts.Length != 3 || (parts[1].Length > 0 && !parts[1].Split(',').Contains(controller)))
            {
                continue;
            }

            var mount = parts[1].Length == 0 ? "sys/fs/cgroup" : $"sys/fs/cgroup/{controller}";
            var own = parts[2].Contains("..", StringComparison.Ordinal) || parts[2].Contains('\0', StringComparison.Ordinal)
                ? ""
                : parts[2].Trim('/');
            while (true)
            {
                yield return own.Length == 0 ? mount : $"{mount}/{own}";
                if (own.Length == 0)
                {
                    break;
                }

                own = own.LastIndexOf('/') is > 0 and var slash ? own[..slash] : "";
            }
        }
    }

    private bool FileExists(string path) => File.Exists(Path.Combine(root, path));

    private string ReadText(string path) => string.Join(' ', ReadLines(path)).Trim();

    private string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not every kernel has every file, and not every user may read all of them: unknown.
            return [];
        }
    }
}
