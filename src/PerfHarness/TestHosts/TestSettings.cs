using PerfHarness.Runs;

namespace PerfHarness.TestHosts;

/// <summary>Settings of the environment for all tests.</summary>
internal static class TestSettings
{
    /// <summary><c>1</c>: a test that cannot be judged fails instead of being skipped.</summary>
    public const string RequireVariable = "PERFHARNESS_REQUIRE";

    /// <summary><c>1</c>: what is measured becomes the baseline; <c>add</c>: it joins it as a session.</summary>
    public const string AcceptVariable = "PERFHARNESS_ACCEPT";

    public static bool IsVerdictRequired => Environment.GetEnvironmentVariable(RequireVariable) is "1" or "true";

    public static BaselineUpdate BaselineUpdate => Environment.GetEnvironmentVariable(AcceptVariable) switch
    {
        "1" or "true" => BaselineUpdate.Replace,
        "add" => BaselineUpdate.Add,
        _ => BaselineUpdate.None,
    };
}
