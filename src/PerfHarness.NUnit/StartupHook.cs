using PerfHarness;
using PerfHarness.TestHosts;

/// <summary>
/// Called by the runtime before the entry point of a test assembly that is started as a test host: runs one test. Name, method and
/// the missing namespace are the runtime's.
/// </summary>
#pragma warning disable MA0047 // The runtime finds the type by this name.
internal static class StartupHook
#pragma warning restore MA0047
{
    public static void Initialize() => TestHostRun.ExecuteAndExit(SingleTest.Run);
}
