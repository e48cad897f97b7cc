using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Runtimes;

namespace PerfHarness.Tests.Recording.Runtimes;

public sealed class RuntimePresetsTests
{
    private static readonly Dictionary<string, string> NoAmbient = [];
    private static readonly Dictionary<string, string?> NothingAsked = [];

    [Fact]
    public void A_dotnet_process_gets_a_jitdump_in_the_private_folder_and_nothing_else()
    {
        var presets = RuntimePresets.Create("./bench", "/p/maps", NoAmbient, NothingAsked);
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["DOTNET_PerfMapEnabled"] = "2", ["DOTNET_PerfMapStubGranularity"] = "2", ["DOTNET_PerfMapJitDumpPath"] = "/p/maps",
            },
            presets.Environment);
        Assert.Empty(presets.Diagnostics);
    }

    // The runtime maps a page of its jitdump as executable, and gives up where it may not.
    [Fact]
    public void On_a_file_system_without_executables_it_gets_a_perf_map_instead()
    {
        using var folder = new TemporaryFolder();
        var mounts = Path.Combine(folder.Path, "mounts");
        File.WriteAllText(mounts, "/dev/sda1 / ext4 rw 0 0\ntmpfs /p tmpfs rw,nosuid,noexec 0 0\ntmpfs /p/maps tmpfs rw 0 0\n");

        Assert.Equal("2", Create("/p/maps").Environment["DOTNET_PerfMapEnabled"]);
        Assert.Equal("2", Create("/pp").Environment["DOTNET_PerfMapEnabled"]);
        var presets = Create("/p/other");
        Assert.Equal(
            new Dictionary<string, string?> { ["DOTNET_PerfMapEnabled"] = "3", ["DOTNET_PerfMapJitDumpPath"] = "/p/other" },
            presets.Environment);
        Assert.Contains("TMPDIR", Assert.Single(presets.Diagnostics).Remedy, StringComparison.Ordinal);

        RuntimePresets Create(string maps) => RuntimePresets.Create("./bench", maps, NoAmbient, NothingAsked, mounts);
    }

    [Fact]
    public void Nodes_options_come_before_the_users_own() =>
        Assert.Equal(
            "--perf-basic-prof --interpreted-frames-native-stack --max-old-space-size=99",
            RuntimePresets.Create("/usr/bin/node", "m", new Dictionary<string, string> { ["NODE_OPTIONS"] = "--max-old-space-size=99" }, NothingAsked)
                .Environment["NODE_OPTIONS"]);

    [Theory]
    [InlineData("python", true)]
    [InlineData("/usr/bin/python3", true)]
    [InlineData("/opt/venv/bin/python3.12", true)]
    [InlineData("python3-config", false)]
    [InlineData("pythonista", false)]
    public void Python_is_asked_for_its_functions(string program, bool isPython) =>
        Assert.Equal(isPython ? "1" : null, RuntimePresets.Create(program, "m", NoAmbient, NothingAsked).Environment.GetValueOrDefault("PYTHONPERFSUPPORT"));

    [Fact]
    public void A_users_choice_for_Python_is_kept() =>
        Assert.DoesNotContain(
            "PYTHONPERFSUPPORT",
            RuntimePresets.Create("python3", "m", NoAmbient, new Dictionary<string, string?> { ["PYTHONPERFSUPPORT"] = "0" }).Environment);

    [Fact]
    public void An_option_overrides_the_environment() =>
        Assert.Equal(
            "-XX:+PreserveFramePointer -XX:+UnlockDiagnosticVMOptions -XX:+DumpPerfMapAtExit -Xmx2g",
            RuntimePresets.Create(
                "java", "m", new Dictionary<string, string> { ["JAVA_TOOL_OPTIONS"] = "-Xmx1g" },
                new Dictionary<string, string?> { ["JAVA_TOOL_OPTIONS"] = "-Xmx2g" }).Environment["JAVA_TOOL_OPTIONS"]);

    [Fact]
    public void An_explicit_setting_is_kept_and_its_cost_is_reported()
    {
        var presets = RuntimePresets.Create("x", "m", NoAmbient, new Dictionary<string, string?> { ["DOTNET_PerfMapEnabled"] = "0" });
        Assert.DoesNotContain("DOTNET_PerfMapEnabled", presets.Environment);
        Assert.Equal(DiagnosticCodes.PerfMapUnavailable, Assert.Single(presets.Diagnostics).Code);
    }
}
