namespace PerfHarness.TestHosts;

/// <summary>Finds the running test, which only its framework knows.</summary>
internal interface IRunningTestFinder
{
    /// <summary>The test that runs in the caller's context; null if there is none.</summary>
    RunningTest? FindRunningTest();
}
