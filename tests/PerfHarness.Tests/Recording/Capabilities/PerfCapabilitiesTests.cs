using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Recording.Capabilities;

public sealed class PerfCapabilitiesTests
{
    [Theory]
    [InlineData("ID=debian", "6.1.0", "sudo apt-get update && sudo apt-get install -y linux-perf")]
    [InlineData("ID=ubuntu\nID_LIKE=debian", "6.8.0-31-generic", "sudo apt-get update && sudo apt-get install -y linux-tools-6.8.0-31-generic")]
    [InlineData("ID=\"linuxmint\"\nID_LIKE=\"ubuntu debian\"", "6.8.0-31-generic", "sudo apt-get update && sudo apt-get install -y linux-tools-6.8.0-31-generic")]
    [InlineData("ID=ubuntu", "5.15.167.4-microsoft-standard-WSL2", "sudo apt-get update && sudo apt-get install -y linux-tools-generic, then put /usr/lib/linux-tools/*-generic first in PATH")]
    [InlineData("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"", "5.14", "sudo dnf install -y perf")]
    [InlineData("ID=alpine", "6.6", "sudo apk add perf")]
    [InlineData("ID=arch", "6.12", "sudo pacman -S --noconfirm perf")]
    [InlineData("", "", "install your distribution's package of the Linux perf tool")]
    public async Task Without_perf_the_remedy_is_the_distributions_package(string osRelease, string kernel, string remedy)
    {
        using var host = new FakeHost().With("/etc/os-release", osRelease).With("/proc/sys/kernel/osrelease", kernel + "\n");
        var capabilities = await PerfCapabilities.ProbeAsync(host.View, TestContext.Current.CancellationToken);
        var check = capabilities.Checks[0];
        Assert.Equal((CapabilityState.Impossible, DiagnosticCodes.PerfMissing, remedy), (check.State, check.Code!.Value, check.Remedy));
        Assert.Equal(DiagnosticCodes.PerfMissing, Assert.Throws<PerfHarnessException>(capabilities.ThrowIfImpossible).Diagnostic.Code);
    }

    [Theory]
    [InlineData("Old", "older than 5.10")]
    [InlineData("NoPerfForThisKernel", "does not run")]
    public async Task An_unusable_perf_counts_as_missing(string misbehavior, string seen)
    {
        using var host = new FakeHost(misbehavior);
        var capabilities = await PerfCapabilities.ProbeAsync(host.View, TestContext.Current.CancellationToken);
        Assert.Equal(DiagnosticCodes.PerfMissing, capabilities.Checks[0].Code);
        Assert.Contains(seen, capabilities.Checks[0].Observation, StringComparison.Ordinal);
        Assert.False(capabilities.CanProfile);
    }

    [Fact]
    public async Task Forbidden_by_the_sysctl_is_fixed_by_the_sysctl()
    {
        using var host = new FakeHost("Paranoid").With("/proc/sys/kernel/perf_event_paranoid", "4\n");
        var check = Find(await PerfCapabilities.ProbeAsync(host.View, TestContext.Current.CancellationToken), "perf_event_paranoid");
        Assert.Equal((CapabilityState.Impossible, DiagnosticCodes.ProfilingForbidden), (check.State, check.Code!.Value));
        Assert.Equal("sudo sysctl kernel.perf_event_paranoid=1", check.Remedy);
        Assert.StartsWith("4", check.Observation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/.dockerenv", "", "Docker")]
    [InlineData("/run/.containerenv", "", "Podman")]
    [InlineData("/proc/1/cgroup", "0::/kubepods/besteffort/pod1", "Kubernetes")]
    public async Task Forbidden_by_a_container_is_fixed_where_it_is_started(string path, string text, string kind)
    {
        using var host = new FakeHost("Paranoid").With("/proc/sys/kernel/perf_event_paranoid", "2\n").With(path, text);
        var check = Find(await PerfCapabilities.ProbeAsync(host.View, TestContext.Current.CancellationToken), "perf_event_paranoid");
        Assert.Contains(kind, check.Observation, StringComparison.Ordinal);
        Assert.Contains("--cap-add PERFMON", check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_kernel_may_not_be_sampled_only_user_code_is()
    {
        using var host = new FakeHost("NoKernel").With("/proc/sys/kernel/perf_event_paranoid", "2");
        var capabilities = await PerfCapabilities.ProbeAsync(host.View, TestContext.Current.CancellationToken);
        Assert.True(capabilities.CanProfile);
        Assert.False(capabilities.CanSampleKernel);
        Assert.Equal(DiagnosticCodes.KernelSamplesForbidden, Find(capabilities, "perf_event_paranoid").Code);
        Assert.Equal(DiagnosticCodes.KernelAddressesHidden, Find((await WithKptr(host)), "kptr_restrict").Code);
        Assert.True(new PerfLauncher(capabilities).CreateCommand(new RecordOptions()).UserOnly);
    }

    [Fact]
    public async Task Limits_and_settings_that_matter_are_named_with_their_remedy()
    {
        using var host = new FakeHost("None")
            .With("/proc/sys/kernel/perf_event_mlock_kb", "128").With("/proc/sys/kernel/perf_event_max_sample_rate", "500")
            .WithVariable("DOTNET_EnableDiagnostics", "0").WithVariable("COMPlus_PerfMapShowOptimizationTiers", "0");
        var capabilities = await PerfCapabilities.ProbeAsync(host.View, TestContext.Current.CancellationToken);
        Assert.Equal(DiagnosticCodes.MlockLimit, Find(capabilities, "perf_event_mlock_kb").Code);
        Assert.Equal(DiagnosticCodes.FrequencyTooHigh, Find(capabilities, "perf_event_max_sample_rate").Code);
        Assert.Equal(CapabilityState.Limited, Find(capabilities, "DOTNET_EnableDiagnostics").State);
        Assert.Equal(CapabilityState.Limited, Find(capabilities, "DOTNET_PerfMapShowOptimizationTiers").State);
        Assert.All(capabilities.Checks, check => Assert.True(check.State == CapabilityState.Ok || check.Code is not null));
    }

    [Fact]
    public async Task Outside_linux_nothing_is_tried()
    {
        using var host = new FakeHost();
        var capabilities = await PerfCapabilities.ProbeAsync(host.View with { IsLinux = false }, TestContext.Current.CancellationToken);
        Assert.Equal(DiagnosticCodes.NotLinux, Assert.Single(capabilities.Checks).Code);
    }

    [Fact, Trait(Needs.Trait, Needs.Perf)]
    public async Task The_doctor_records_a_busy_command()
    {
        var checks = await Doctor.ExamineAsync(TestContext.Current.CancellationToken);
        Assert.Equal(CapabilityState.Ok, checks[^1].State);
        Assert.Matches("^[1-9][0-9]* samples of ", checks[^1].Observation);
    }

    private static CapabilityCheck Find(PerfCapabilities capabilities, string name) => capabilities.Checks.Single(check => check.Name == name);

    private static Task<PerfCapabilities> WithKptr(FakeHost host) => PerfCapabilities.ProbeAsync(host.With("/proc/sys/kernel/kptr_restrict", "2").View, TestContext.Current.CancellationToken);
}
