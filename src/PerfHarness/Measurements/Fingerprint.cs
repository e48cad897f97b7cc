using System.Security.Cryptography;
using System.Text;

namespace PerfHarness.Measurements;

/// <summary>
/// What a machine is, as far as shares depend on it. Empty text is "not known" and differs from nothing. The CPU decides
/// whether two recordings can be compared at all; any other difference turns failures into warnings.
/// </summary>
internal sealed record Fingerprint
{
    public static readonly Fingerprint Unknown = new();

    /// <summary>As /proc/cpuinfo spells it.</summary>
    public string CpuModel { get; init; } = "";

    /// <summary><c>x64</c>, <c>arm64</c>.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Logical processors that are online.</summary>
    public int ProcessorCount { get; init; }

    /// <summary>Kernel release: <c>6.1.0-18-amd64</c>.</summary>
    public string Kernel { get; init; } = "";

    /// <summary><c>none</c>, <c>kvm</c>, <c>vmware</c>, <c>container</c>, <c>kvm container</c>.</summary>
    public string Virtualization { get; init; } = "";

    /// <summary>CPUs that the container may use, such as <c>1.5</c>; <c>none</c> without a limit.</summary>
    public string CpuLimit { get; init; } = "";

    /// <summary>Bytes that the container may use; <c>none</c> without a limit.</summary>
    public string MemoryLimit { get; init; } = "";

    /// <summary>Frequency governor of the first CPU; <c>none</c> if the machine does not show one.</summary>
    public string Governor { get; init; } = "";

    /// <summary>Runtime of the profiled program: <c>.NET 10.0.12</c>.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>Settings that change what the JIT compiler and the collector do: <c>DOTNET_TieredPGO=0 …</c>, sorted.</summary>
    public string JitSettings { get; init; } = "";

    /// <summary>Key of this machine's baselines. It depends only on what must agree: a kernel update keeps the baseline.</summary>
    public string Key
    {
        get
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{CpuModel}\n{Architecture}")))[..8];
            var words = string.Join('-', CpuModel.ToLowerInvariant()
                .Split([' ', '(', ')', '@', ',', '/', '-', '_', '.', '\t'], StringSplitOptions.RemoveEmptyEntries)
                .Where(w => w is not ("r" or "tm" or "cpu" or "processor" or "core" or "with") && w.All(char.IsAsciiLetterOrDigit)).Take(5));
            words = words.Length > 40 ? words[..40].TrimEnd('-') : words;
            return words.Length == 0 ? $"unknown-{hash}" : $"{words}-{hash}";
        }
    }

    /// <summary>What differs, blocking differences first.</summary>
    public IReadOnlyList<ConditionDifference> Compare(Fingerprint after)
    {
        ArgumentNullException.ThrowIfNull(after);
        var differences = new List<ConditionDifference>();
        Add("CPU", CpuModel, after.CpuModel, hard: true);
        Add("architecture", Architecture, after.Architecture, hard: true);
        Add("processors", Number(ProcessorCount), Number(after.ProcessorCount), hard: false);
        Add("kernel", Kernel, after.Kernel, hard: false);
        Add("virtualization", Virtualization, after.Virtualization, hard: false);
        Add("CPU limit", CpuLimit, after.CpuLimit, hard: false);
        Add("memory limit", MemoryLimit, after.MemoryLimit, hard: false);
        Add("frequency governor", Governor, after.Governor, hard: false);
        Add("runtime", Runtime, after.Runtime, hard: false);
        Add("JIT settings", JitSettings, after.JitSettings, hard: false);
        return differences;

        void Add(string name, string x, string y, bool hard)
        {
            if (x.Length > 0 && y.Length > 0 && x != y)
            {
                differences.Add(new ConditionDifference(name, x, y, hard));
            }
        }

        static string Number(int value) => value > 0 ? value.ToString(System.Globalization.CultureInfo.InvariantCulture) : "";
    }
}
