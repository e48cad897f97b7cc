using System.Globalization;
using System.Runtime.InteropServices;

namespace PerfHarness.Measurements;

/// <summary>Reads what this machine is. What cannot be read is left unknown.</summary>
/// <param name="root">Folder under which <c>proc</c> and <c>sys</c> lie.</param>
public sealed class FingerprintReader(string root = "/")
{
    private const string NoLimit = "none";

    /// <param name="runtime">Runtime of the profiled program, such as <c>.NET 10.0.12</c>; empty where unknown.</param>
    /// <param name="environment">The profiled program's environment, for its JIT settings.</param>
    public Fingerprint Read(string runtime = "", IReadOnlyDictionary<string, string>? environment = null) => new()
    {
        CpuModel = CpuModel(),
        Architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
        Cores = OnlineProcessors(Text("sys/devices/system/cpu/online")) ?? Lines("proc/cpuinfo").Count(l => l.StartsWith("processor", StringComparison.Ordinal)),
        Kernel = Text("proc/sys/kernel/osrelease"),
        Virtualization = Virtualization(),
        CpuLimit = CpuLimit(),
        MemoryLimit = MemoryLimit(),
        Governor = Text("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") is { Length: > 0 } governor ? governor : NoLimit,
        Runtime = runtime,
        JitSettings = JitSettings.Of(environment ?? new Dictionary<string, string>()),
    };

    private string CpuModel()
    {
        var info = Lines("proc/cpuinfo").Select(l => l.Split(':', 2, StringSplitOptions.TrimEntries)).Where(p => p.Length == 2).ToList();
        if (info.Find(p => p[0] is "model name" or "cpu" or "cpu model") is { } model)
        {
            return model[1];
        }

        // ARM kernels give numbers only.
        var parts = (string[])["CPU implementer", "CPU part", "CPU variant", "CPU revision"];
        return string.Join(' ', parts.Select(name => info.Find(p => p[0] == name)).Where(p => p is not null).Select(p => $"{p![0][4..]} {p[1]}"));
    }

    // "0-3,8,10-11"
    private static int? OnlineProcessors(string ranges)
    {
        var count = 0;
        foreach (var range in ranges.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            if (ends.Length > 2 || !Number(ends[0], out var first) || !Number(ends[^1], out var last) || last < first)
            {
                return null;
            }

            count += last - first + 1;
        }

        return count > 0 ? count : null;

        static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value < 1 << 20;
    }

    private string Virtualization()
    {
        var kinds = new List<string>();
        var product = $"{Text("sys/class/dmi/id/sys_vendor")} {Text("sys/class/dmi/id/product_name")}".Trim();
        if (Hypervisor(product) is { } known)
        {
            kinds.Add(known);
        }
        else if (Lines("proc/cpuinfo").Any(l => l.StartsWith("flags", StringComparison.Ordinal) && l.Contains(" hypervisor", StringComparison.Ordinal)))
        {
            kinds.Add("virtual machine");
        }

        if (Exists(".dockerenv") || Exists("run/.containerenv") || Text("run/systemd/container").Length > 0
            || Lines("proc/1/cgroup").Any(l => l.Contains("/docker", StringComparison.Ordinal) || l.Contains("/kubepods", StringComparison.Ordinal) || l.Contains("/lxc", StringComparison.Ordinal)))
        {
            kinds.Add("container");
        }

        return kinds.Count == 0 ? "none" : string.Join(", ", kinds);
    }

    private string? Hypervisor(string product)
    {
        (string Mark, string Name)[] known =
        [
            ("VMware", "vmware"), ("VirtualBox", "virtualbox"), ("innotek", "virtualbox"), ("QEMU", "kvm"), ("KVM", "kvm"), ("Amazon EC2", "amazon"),
            ("Google Compute", "google"), ("Microsoft Corporation Virtual Machine", "hyper-v"), ("Xen", "xen"), ("Parallels", "parallels"), ("Firecracker", "firecracker"),
        ];
        var type = Text("sys/hypervisor/type");
        return type.Length > 0 ? type : known.Where(k => product.Contains(k.Mark, StringComparison.OrdinalIgnoreCase)).Select(k => k.Name).FirstOrDefault();
    }

    // The tightest limit between the process's own group and the root, of either version of control groups.
    private string CpuLimit()
    {
        double? least = null;
        foreach (var folder in Groups("cpu"))
        {
            var parts = Text($"{folder}/cpu.max").Split(' ');
            var (quota, period) = parts.Length == 2 ? (parts[0], parts[1]) : (Text($"{folder}/cpu.cfs_quota_us"), Text($"{folder}/cpu.cfs_period_us"));
            if (Positive(quota, out var used) && Positive(period, out var of))
            {
                least = Math.Min(least ?? double.MaxValue, (double)used / of);
            }
        }

        return least?.ToString("0.##", CultureInfo.InvariantCulture) ?? NoLimit;
    }

    private string MemoryLimit()
    {
        long? least = null;
        foreach (var folder in Groups("memory"))
        {
            // Version 1 spells "no limit" as a number near 2^63.
            if ((Positive(Text($"{folder}/memory.max"), out var limit) || Positive(Text($"{folder}/memory.limit_in_bytes"), out limit)) && limit < 1L << 60)
            {
                least = Math.Min(least ?? long.MaxValue, limit);
            }
        }

        return least?.ToString(CultureInfo.InvariantCulture) ?? NoLimit;
    }

    private static bool Positive(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0;

    private IEnumerable<string> Groups(string controller)
    {
        foreach (var line in Lines("proc/self/cgroup"))
        {
            // "0::/user.slice/a.scope", "4:cpu,cpuacct:/docker/…"
            var parts = line.Split(':', 3);
            if (parts.Length != 3 || (parts[1].Length > 0 && !parts[1].Split(',').Contains(controller)))
            {
                continue;
            }

            var mount = parts[1].Length == 0 ? "sys/fs/cgroup" : $"sys/fs/cgroup/{controller}";
            var own = parts[2].Contains("..", StringComparison.Ordinal) || parts[2].Contains('\0', StringComparison.Ordinal) ? "" : parts[2].Trim('/');
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

    private bool Exists(string path) => File.Exists(Path.Combine(root, path));

    private string Text(string path) => string.Join(' ', Lines(path)).Trim();

    private string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not every kernel has every file, and not everybody may read all of them: unknown.
            return [];
        }
    }
}
