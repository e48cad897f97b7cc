namespace PerfHarness.TestHosts;

/// <summary>A test that is running now, and what finds it again in a test host of its own.</summary>
/// <param name="Package">Simple name of our package for the test's framework: it has the startup hook that runs one test.</param>
/// <param name="Name">Full name and arguments, as <see cref="TestName"/> writes them.</param>
/// <param name="Assembly">Path of the test assembly.</param>
internal sealed record RunningTest(string Package, string Name, string Assembly)
{
    /// <summary>The test's method as the framework's own filters name it.</summary>
    public string Method { get; init; } = "";

    /// <summary>The part of the test that is measured, where it names one; empty for all of it.</summary>
    public string Part { get; init; } = "";

    /// <summary>What else the framework needs to run the test as it runs here.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
