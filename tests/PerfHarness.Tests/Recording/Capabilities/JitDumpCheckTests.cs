using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Tests.Recording.Capabilities;

public sealed class JitDumpCheckTests
{
    [Theory]
    [InlineData("10.0.5", true)]
    [InlineData("10.0.99", false)]
    [InlineData("9.0.1", false)]
    [InlineData("not a version", false)]
    public void Doctor_names_runtimes_whose_jitdumps_have_methods_only_with_each_stub(string version, bool named)
    {
        using var root = new TemporaryFolder();
        Directory.CreateDirectory(root.File($"usr/share/dotnet/shared/Microsoft.NETCore.App/{version}"));
        var checks = JitDumpCheck.Run(new HostEnvironment(root.Path, new Dictionary<string, string>(), true)).ToList();
        Assert.Equal(named, checks is [{ State: CapabilityState.Ok }] && checks[0].Observation.Contains(version, StringComparison.Ordinal));
    }
}
