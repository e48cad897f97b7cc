using PerfHarness.BaselinePrograms;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>Accepts runs as a baseline, with the program's files if they are to be kept.</summary>
internal sealed class Acceptance(IBaselineStore store, ProgramStore programs)
{
    /// <param name="keepsProgram">Keep the program's files, if they still are what was recorded.</param>
    /// <param name="command">Finds the files; it need not exist if they are not kept.</param>
    /// <exception cref="PerfHarnessException">The runs cannot be accepted, or the store cannot be written.</exception>
    public async Task<(Baseline Accepted, IReadOnlyList<Diagnostic> Diagnostics)> AcceptAsync(
        LatestRuns runs, AcceptMode mode, string note, bool keepsProgram, CommandTarget command, CancellationToken cancellation)
    {
        var problem = keepsProgram ? KeepProgram(runs.Program, command) : null;
        var isKept = keepsProgram && problem is null;
        var stored = runs.Measurement with { Conditions = runs.Measurement.Conditions with { Program = isKept ? runs.Program : null } };
        var accepted = await store.AcceptAsync(runs.Key, stored, mode, note, runs.Stacks, cancellation).ConfigureAwait(false);
        if (isKept)
        {
            await SweepAsync(cancellation).ConfigureAwait(false);
        }

        return (accepted, problem is null ? [] : [problem]);
    }

    // The runs are worth more than the files: without them, the baseline is accepted all the same.
    private Diagnostic? KeepProgram(ProgramManifest? manifest, CommandTarget command)
    {
        try
        {
            if (manifest is null || ProgramFiles.Find(command) is not { } files)
            {
                return new Diagnostic(
                    DiagnosticCodes.ProgramUnavailable, Severity.Warning,
                    $"the program of '{command}' is not kept: it has no files of its own here, or more than can be kept "
                    + $"({ProgramFiles.MaxLength >> 20} MB).");
            }

            programs.Keep(files, manifest);
            return null;
        }
        catch (PerfHarnessException e)
        {
            return e.Diagnostic with { Severity = Severity.Warning, Message = $"the program is not kept: {e.Diagnostic.Message}" };
        }
    }

    private async Task SweepAsync(CancellationToken cancellation)
    {
        var entries = await store.ListAsync(null, cancellation).ConfigureAwait(false);
        // A baseline that cannot be read may need any of them.
        if (entries.All(e => e.Problem is null))
        {
            programs.Sweep(entries.Select(e => e.Baseline?.Conditions.Program).OfType<ProgramManifest>());
        }
    }
}
