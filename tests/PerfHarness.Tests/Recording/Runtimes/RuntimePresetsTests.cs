using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Runtimes;

namespace PerfHarness.Tests.Recording.Runtimes;

public sealed class RuntimePresetsTests
{
    private static readonly Dictionary<string, string> NoAmbient = [];
    private static readonly Dictionary<string, string?> NothingAsked = [];

    [Fact]
    public void A_dotnet_process_gets_a_perf_map_in_the_private_folder_and_nothing_else()
    {
        var presets = RuntimePresets.Create("./bench", "/p/maps", NoAmbient, NothingAsked);
        Assert.Equal(
            new Dictionary<string, string?> { ["DOTNET_PerfMapEnabled"] = "3", ["DOTNET_PerfMapJitDumpPath"] = "/p/maps" },
            presets.Environment);
        Assert.Empty(presets.Diagnostics);
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
