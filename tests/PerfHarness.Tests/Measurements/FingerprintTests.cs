using PerfHarness.Measurements;
using PerfHarness.Tests.Baselines;

namespace PerfHarness.Tests.Measurements;

public sealed class FingerprintTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("perfharness-root-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_virtual_machine_with_a_container_limit_is_read()
    {
        Put("proc/cpuinfo", "processor\t: 0\nmodel name\t: Intel(R) Xeon(R) CPU @ 2.80GHz\nflags\t\t: fpu hypervisor lm\n\nprocessor\t: 1\nmodel name\t: Intel(R) Xeon(R) CPU @ 2.80GHz\n");
        Put("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
        Put("proc/self/cgroup", "0::/kubepods/pod1/c2\n");
        Put("sys/devices/system/cpu/online", "0-3,8\n");
        Put("sys/class/dmi/id/product_name", "KVM\n");
        Put("sys/fs/cgroup/cpu.max", "max 100000\n");
        Put("sys/fs/cgroup/kubepods/cpu.max", "400000 100000\n");
        Put("sys/fs/cgroup/kubepods/pod1/c2/cpu.max", "150000 100000\n");
        Put("sys/fs/cgroup/kubepods/pod1/memory.max", "2147483648\n");
        Put("sys/fs/cgroup/memory.max", "max\n");
        Put("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
        Put(".dockerenv", "");
        var read = new FingerprintReader(_root).Read(".NET 10.0.12", new Dictionary<string, string> { ["COMPlus_TieredPGO"] = "0", ["DOTNET_PerfMapEnabled"] = "3", ["PATH"] = "/bin", ["DOTNET_gcServer"] = "1" });
        Assert.Equal(
            new Fingerprint
            {
                CpuModel = "Intel(R) Xeon(R) CPU @ 2.80GHz", Architecture = read.Architecture, ProcessorCount = 5, Kernel = "6.1.0-18-amd64", Virtualization = "kvm, container",
                CpuLimit = "1.5", MemoryLimit = "2147483648", Governor = "performance", Runtime = ".NET 10.0.12", JitSettings = "DOTNET_TieredPGO=0 DOTNET_gcServer=1",
            },
            read);
    }

    [Fact]
    public void Limits_of_the_first_control_groups_are_read()
    {
        Put("proc/self/cgroup", "4:memory:/docker/1\n3:cpu,cpuacct:/docker/1\n0::/\n");
        Put("sys/fs/cgroup/cpu/docker/1/cpu.cfs_quota_us", "50000\n");
        Put("sys/fs/cgroup/cpu/docker/1/cpu.cfs_period_us", "100000\n");
        Put("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
        Put("sys/fs/cgroup/memory/docker/1/memory.limit_in_bytes", "9223372036854771712\n");
        var read = new FingerprintReader(_root).Read();
        Assert.Equal("0.5", read.CpuLimit);
        Assert.Equal("none", read.MemoryLimit);
    }

    [Fact]
    public void An_arm_machine_has_numbers_for_a_model()
    {
        Put("proc/cpuinfo", "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n");
        Assert.Equal("implementer 0x41 part 0xd0c", new FingerprintReader(_root).Read().CpuModel);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("5-1")]
    [InlineData("0-99999999999")]
    [InlineData(":::\0\n:\n::")]
    public void Nonsense_is_unknown(string text)
    {
        foreach (var path in (string[])["proc/cpuinfo", "proc/self/cgroup", "sys/devices/system/cpu/online", "sys/fs/cgroup/cpu.max", "sys/fs/cgroup/memory.max"])
        {
            Put(path, text);
        }

        var read = new FingerprintReader(_root).Read();
        Assert.Equal("", read.CpuModel);
        Assert.Equal(0, read.ProcessorCount);
        Assert.Equal("none", read.CpuLimit);
    }

    [Fact]
    public void This_machine_has_a_model_and_a_key_that_is_a_file_name()
    {
        var read = new FingerprintReader().Read();
        Assert.NotEqual("", read.Kernel);
        Assert.Equal(Environment.ProcessorCount > 0, read.ProcessorCount > 0);
        Assert.Matches("^[a-z0-9-]+-[0-9a-f]{8}$", read.Key);
    }

    [Fact]
    public void The_key_follows_the_cpu_and_not_the_kernel()
    {
        var a = new Fingerprint { CpuModel = "Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz", Architecture = "x64", Kernel = "6.1" };
        Assert.StartsWith("intel-xeon-platinum-8370c-", a.Key, StringComparison.Ordinal);
        Assert.Equal(a.Key, (a with { Kernel = "6.2", ProcessorCount = 9 }).Key);
        Assert.NotEqual(a.Key, (a with { CpuModel = "AMD EPYC" }).Key);
    }

    [Fact]
    public void Only_the_cpu_is_a_hard_difference_and_the_unknown_is_none()
    {
        var a = new Fingerprint { CpuModel = "A", Kernel = "1", Governor = "performance", ProcessorCount = 4 };
        Assert.Equal(["CPU", "processors", "kernel"], a.Compare(new Fingerprint { CpuModel = "B", Kernel = "2", ProcessorCount = 8 }).Select(d => d.Name));
        Assert.Equal([true, false, false], a.Compare(new Fingerprint { CpuModel = "B", Kernel = "2", ProcessorCount = 8 }).Select(d => d.IsBlocking));
        Assert.Empty(a.Compare(Fingerprint.Unknown));
    }

    [Fact]
    public void Event_frequency_and_naming_are_hard_differences()
    {
        var a = SampleMeasurements.Conditions();
        var b = a with { Event = "cycles", Frequency = 499, NamingVersion = a.NamingVersion + 1, InputHash = "other" };
        Assert.Equal(["event", "frequency", "naming version", "input"], a.Compare(b).Select(d => d.Name));
        Assert.Equal([true, true, true, false], a.Compare(b).Select(d => d.IsBlocking));
    }

    private void Put(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
