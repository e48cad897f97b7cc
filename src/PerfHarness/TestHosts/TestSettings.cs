using PerfHarness.Runs;

namespace PerfHarness.TestHosts;

/// <summary>Settings of the environment for all tests.</summary>
internal static class TestSettings
{
    /// <summary><c>1</c>: a test that cannot be judged fails instead of being skipped.</summary>
    public const string RequireVariable = "PERFHARNESS_REQUIRE";

    /// <summary><c>1</c>: what is measured becomes the baseline; <c>add</c>: it joins it as a session.</summary>
    public const string AcceptVariable = "PERFHARNESS_ACCEPT";

    /// <summary><c>1</c>: accepted baselines keep their program's files.</summary>
    public const string KeepProgramVariable = "PERFHARNESS_KEEP_PROGRAM";

    /// <summary>Command line that builds the tests in a checkout of another commit, run in the project's folder.</summary>
    public const string BuildVariable = "PERFHARNESS_BUILD";

    /// <summary><c>0</c>: what a stored baseline cannot clear is not confirmed with the baseline's program.</summary>
    public const string ConfirmVariable = "PERFHARNESS_CONFIRM";

    public static bool Confirms => Environment.GetEnvironmentVariable(ConfirmVariable) is not ("0" or "false");

    public static bool KeepsProgram => Environment.GetEnvironmentVariable(KeepProgramVariable) is "1" or "true";

    /// <summary>Null if the variable is not set.</summary>
    public static string? Build => Environment.GetEnvironmentVariable(BuildVariable) is { Length: > 0 } build ? build : null;

    public static bool IsVerdictRequired => Environment.GetEnvironmentVariable(RequireVariable) is "1" or "true";

    public static BaselineUpdate BaselineUpdate => Environment.GetEnvironmentVariable(AcceptVariable) switch
    {
        "1" or "true" => BaselineUpdate.Replace,
        "add" => BaselineUpdate.Add,
        _ => BaselineUpdate.None,
    };
}
