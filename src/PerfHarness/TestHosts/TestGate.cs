using System.Text;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;

namespace PerfHarness.TestHosts;

/// <summary>
/// Measures the body of a test in its own process and judges it, as the command line does with a program: what all
/// test hosts share. They define how a body is repeated, and how the result is reported to their framework.
/// </summary>
internal static class TestGate
{
    private const string ReportName = "report.txt";

    /// <param name="repeat">Runs the body repeatedly while its parameter <c>shouldContinue</c> returns true.</param>
    /// <exception cref="PerfHarnessException">The settings are not valid, or an output cannot be written.</exception>
    public static Task<TestGateResult> RunAsync(
        TestGateOptions options, Func<Func<bool>, CancellationToken, Task> repeat, IProgress<HarnessProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return RunAsync(options, new Bench
        {
            Name = options.Name,
            Command = new CommandTarget(options.Name, []),
            CreateSource = _ => new MeasuredBody(repeat)
            {
                MinSamples = options.MinSamples,
                MaxDuration = options.MaxDuration,
                Samples = options.Samples,
                Assembly = options.BodyAssembly,
            },
        }, progress, cancellation);
    }

    /// <summary>The same for a program that the test starts.</summary>
    public static async Task<TestGateResult> RunAsync(
        TestGateOptions options, Bench bench, IProgress<HarnessProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(bench);
        var project = ProjectFolder.Find(options.SourceFile);
        var harnessOptions = new HarnessOptions
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
            return CreateResult(await new Harness(capabilities, harnessOptions, store, progress).RunAsync(bench, cancellation).ConfigureAwait(false));
        }
        catch (PerfHarnessException e) when (ExitCode.From(e.Diagnostic.Code) == ExitCode.ProfilingImpossible)
        {
            var outcome = TestSettings.IsVerdictRequired ? TestGateOutcome.Failed : TestGateOutcome.Unavailable;
            return new TestGateResult(outcome, e.Diagnostic.ToString(), [], null);
        }
        catch (PerfHarnessException e) when (e.Diagnostic.Code == DiagnosticCodes.BaselineMissing)
        {
            return new TestGateResult(TestGateOutcome.Failed, e.Diagnostic.ToString(), [], null);
        }
    }

    private static TestGateResult CreateResult(BenchResult result)
    {
        var message = VerdictMessage.Create(result);
        var text = Encoding.UTF8.GetBytes(message + "\n");
        var report = new OutputFolder(result.OutputFolder).Write(ReportName, stream => stream.Write(text));
        return new TestGateResult(GetOutcome(result), message, [.. result.Files, report], result);
    }

    private static TestGateOutcome GetOutcome(BenchResult result) => result.ExitCode switch
    {
        ExitCode.Success => TestGateOutcome.Passed,
        ExitCode.Inconclusive when !TestSettings.IsVerdictRequired => TestGateOutcome.Inconclusive,
        _ => TestGateOutcome.Failed,
    };
}
