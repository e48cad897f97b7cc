namespace PerfHarness.TestHosts;

/// <summary>What a test host and its starter say to each other, besides the request and the report.</summary>
internal static class TestHostProtocol
{
    /// <summary>Runs SetUp and the body once, warms it up, and answers.</summary>
    public const string Prepare = "prepare";

    /// <summary>Repeats the body, writes the report, and answers.</summary>
    public const string Measure = "measure";

    /// <summary>Runs TearDown and exits, without an answer.</summary>
    public const string End = "end";

    private const string StartedName = "started";

    /// <summary>True once the test host of this folder runs our code.</summary>
    public static bool HasStarted(string folder) => File.Exists(Path.Combine(folder, StartedName));

    public static void MarkStarted(string folder) => File.WriteAllBytes(Path.Combine(folder, StartedName), []);
}
