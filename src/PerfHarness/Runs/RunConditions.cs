using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>
/// How a benchmark is recorded here. It is identified by its name, so that a program that was built or moved elsewhere, or
/// got another argument, is still judged; differences are reported.
/// </summary>
internal static class RunConditions
{
    /// <param name="inputs">Hash of the benchmark's input files, or empty.</param>
    /// <param name="runtime">As the recordings show it; empty before there are any.</param>
    public static Conditions Create(CommandTarget command, string inputs, string runtime = "") => new()
    {
        Command = command.ToString(),
        Load = command.Load?.ToString() ?? "",
        InputHash = inputs,
        Fingerprint = AddPinning(new FingerprintReader().Read(runtime, command.ToCommand().GetEnvironment()), command),
    };

    private static Fingerprint AddPinning(Fingerprint machine, CommandTarget command) =>
        command.Cpus is null ? machine : machine with { CpuLimit = $"pinned to {command.Cpus}" };

    public static Diagnostic? CompareCommands(Conditions before, Conditions after) =>
        before.Command.Length == 0 || before.Command == after.Command ? null : new Diagnostic(
            DiagnosticCodes.EnvironmentDiffers, Severity.Info, 
            $"the baseline was recorded with a different command: '{before.Command}' instead of '{after.Command}'.");
}
