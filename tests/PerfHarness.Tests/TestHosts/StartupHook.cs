using PerfHarness.Tests.TestHosts;
using PerfHarness.TestHosts;

/// <summary>As in the packages for NUnit and xUnit: this assembly is a test host of the tests in <see cref="TestHostSourceTests"/>.</summary>
#pragma warning disable MA0047 // The runtime finds the type by this name.
internal static class StartupHook
#pragma warning restore MA0047
{
    public static void Initialize() => TestHostRun.ExecuteAndExit(HostedTest.Run);
}
