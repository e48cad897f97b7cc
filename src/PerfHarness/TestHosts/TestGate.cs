using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.TestHosts;

/// <summary>
/// Measures the body of a test in its own process and judges it, the same way as the command line does a program: what all
/// test hosts share. They say how a body is repeated, and how their framework is told what came of it.
/// </summary>
internal static class TestGate
{
    private const string ReportName = "report.txt";

    /// <param name="repeat">Runs the body again and again while the function that it is given returns true.</param>
    /// <exception cref="PerfHarnessException">The settings make no sense, or an output cannot be written.</exception>
    public static Task<TestGateResult> RunAsync(
        TestGateOptions options, Func<Func<bool>, CancellationToken, Task> repeat, IProgress<HarnessProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return RunAsync(options, new Bench
        {
            Name = options.Name,
            Command = new CommandTarget(options.Name, []),
            Body = new MeasuredBody(repeat) { MinSamples = options.MinSamples, MaxDuration = options.MaxDuration, Samples = options.Samples, Assembly = options.BodyAssembly },
        }, progress, cancellation);
    }

    /// <summary>The same for a program that the test starts.</summary>
    public static async Task<TestGateResult> RunAsync(
        TestGateOptions options, Bench bench, IProgress<HarnessProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(bench);
        var project = ProjectFolder.Find(options.SourceFile);
        var harness = new HarnessOptions
        {
            OutputDirectory = Path.Combine(project, HarnessOptions.DefaultOutputDirectory),
            Policy = options.Policy,
            RequireBaseline = options.RequireBaseline,
            BaselineUpdate = TestSettings.BaselineUpdate,
        };
        var store = new FileBaselineStore(Path.Combine(project, HarnessOptions.DefaultBaselineDirectory));
        bench = bench with { Runs = options.Runs, Warmups = options.Warmups, Recording = bench.Recording with { Frequency = options.Frequency } };
        try
        {
            var capabilities = await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false);
            return CreateResult(await new Harness(capabilities, harness, store, progress).RunAsync(bench, cancellation).ConfigureAwait(false));
        }
        catch (PerfHarnessException e) when (e.Diagnostic.Code.Number / 1000 == 3)
        {
            return new TestGateResult(TestSettings.IsVerdictRequired ? TestGateOutcome.Failed : TestGateOutcome.Unavailable, e.Diagnostic.ToString(), [], null);
        }
        catch (PerfHarnessException e) when (e.Diagnostic.Code == DiagnosticCodes.BaselineMissing)
        {
            return new TestGateResult(TestGateOutcome.Failed, e.Diagnostic.ToString(), [], null);
        }
    }

    private static TestGateResult CreateResult(BenchResult result)
    {
        var message = VerdictMessage.Create(result);
        var report = new OutputFolder(result.OutputFolder).Write(ReportName, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(message + "\n")));
        return new TestGateResult(GetOutcome(result), message, [.. result.Files, report], result);
    }

    private static TestGateOutcome GetOutcome(BenchResult result) => result.ExitCode switch
    {
        0 => TestGateOutcome.Passed,
        4 when !TestSettings.IsVerdictRequired => TestGateOutcome.Inconclusive,
        _ => TestGateOutcome.Failed,
    };
}
