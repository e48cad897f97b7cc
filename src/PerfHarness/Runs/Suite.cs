using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>Benchmarks one after another. One that fails does not keep the others from running.</summary>
internal sealed class Suite(PerfCapabilities capabilities, IBaselineStore? store, IProgress<HarnessProgress>? progress)
{
    public async Task<SuiteEntry> RunAsync(Bench bench, HarnessOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bench);
        var result = await new Harness(capabilities, options, store, progress).RunAsync(bench, cancellation).ConfigureAwait(false);
        return new SuiteEntry(bench.Name, result, null, result.ExitCode);
    }

    /// <summary>The same, with a failure as a value.</summary>
    public async Task<SuiteEntry> TryRunAsync(Bench bench, HarnessOptions options, CancellationToken cancellation)
    {
        try
        {
            return await RunAsync(bench, options, cancellation).ConfigureAwait(false);
        }
        catch (PerfHarnessException e)
        {
            return new SuiteEntry(bench.Name, null, e.Diagnostic, FailureExitCode.From(e.Diagnostic.Code));
        }
    }
}
