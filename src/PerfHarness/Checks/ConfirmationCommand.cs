using PerfHarness.Baselines;
using PerfHarness.Measurements;
using PerfHarness.Processes;

namespace PerfHarness.Checks;

/// <summary>The command line that judges a build of a benchmark with the baseline's program, recorded interleaved with it.</summary>
internal static class ConfirmationCommand
{
    private const string DefaultBuild = "dotnet build -c Release";

    /// <summary>
    /// With the kept program if there is one, or else with a build of the baseline's commit, or else with a program that the user has.
    /// </summary>
    public static string Create(Baseline baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        var conditions = baseline.Conditions;
        var command = conditions.Command.Length > 0 ? conditions.Command : "COMMAND";
        var options = CreateBaselineOptions(conditions) + CreateLoad(conditions);
        return $"dotnet perfharness run --name {ShellText.Quote(baseline.Bench)}{options} -- {command}";
    }

    private static string CreateLoad(Conditions conditions) =>
        conditions.Load.Length > 0 ? $" --load {ShellText.Quote(conditions.Load)} --ready-port PORT" : "";

    // A kept program needs no option: 'run' finds it.
    private static string CreateBaselineOptions(Conditions conditions) =>
        conditions.Program is not null ? ""
        : conditions.Commit.Length > 0
            ? $" --baseline-ref {ShellText.Quote(conditions.Commit)} "
                + $"--build {ShellText.Quote(conditions.Build.Length > 0 ? conditions.Build : DefaultBuild)}"
            : " --baseline-command 'COMMAND OF THE BASELINE'";
}
