using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>
/// How a benchmark is recorded here. Its name says what it is, so that a program which was built or moved elsewhere, or
/// got another argument, is still judged; what differs is told.
/// </summary>
internal static class RunConditions
{
    /// <param name="inputs">Hash of the benchmark's input files, or empty.</param>
    /// <param name="runtime">What the recordings showed; empty before there are any.</param>
    public static Conditions Create(CommandTarget command, string inputs, string runtime = "") => new()
    {
        Command = command.ToString(),
        InputHash = inputs,
        Fingerprint = new FingerprintReader().Read(runtime, command.ToCommand().GetEnvironment()),
    };

    public static Diagnostic? CompareCommands(Conditions before, Conditions after) =>
        before.Command.Length == 0 || before.Command == after.Command ? null : new Diagnostic(
            DiagnosticCodes.EnvironmentDiffers, Severity.Info, $"the baseline was recorded with another command: '{before.Command}', now '{after.Command}'.");
}
