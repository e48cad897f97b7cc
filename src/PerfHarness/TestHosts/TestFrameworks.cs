namespace PerfHarness.TestHosts;

/// <summary>The test frameworks for which there is a package, as far as this process has it.</summary>
internal static class TestFrameworks
{
    // By name, because the packages refer to the library and not the other way round.
    private static readonly Lazy<IReadOnlyList<IRunningTestFinder>> Available = new(() =>
        [.. new[] { "PerfHarness.NUnitFramework, PerfHarness.NUnit", "PerfHarness.XunitFramework, PerfHarness.Xunit" }
            .Select(name => Type.GetType(name, throwOnError: false))
            .OfType<Type>()
            .Select(type => (IRunningTestFinder)Activator.CreateInstance(type)!)]);

    /// <summary>The test that runs in the caller's context; null if there is none, or if its framework is unknown.</summary>
    public static RunningTest? FindRunningTest() =>
        Available.Value.Select(framework => framework.FindRunningTest()).FirstOrDefault(test => test is not null);
}
