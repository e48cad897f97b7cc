using System.Text;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;

namespace PerfHarness.TestHosts;

/// <summary>
/// Measures the body of a test and judges it, as the command line does with a program: what all test hosts share. They define
/// how a body is repeated, and how the result is reported to their framework.
/// </summary>
internal static class TestGate
{
    private const string ReportName = "report.txt";

    /// <summary>A test's body, each run in a process of its own.</summary>
    /// <param name="createOptions">Called here, so that what is wrong with them is the test's failure.</param>
    public static async Task<TestGateResult> RunAsync(
        Func<TestGateOptions> createOptions, RunningTest test, IProgress<HarnessProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(createOptions);
        ArgumentNullException.ThrowIfNull(test);
        try
        {
            return await RunAsync(createOptions(), test, progress, cancellation).ConfigureAwait(false);
        }
        catch (PerfHarnessException e)
        {
            return CreateResult(test.Name, e.Diagnostic);
        }
    }

    /// <inheritdoc cref="RunAsync(Func{TestGateOptions}, RunningTest, IProgress{HarnessProgress}?, CancellationToken)"/>
    public static Task<TestGateResult> RunAsync(
        TestGateOptions options, RunningTest test, IProgress<HarnessProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(test);
        if (!File.Exists(test.Assembly))
        {
            throw new PerfHarnessException(
                DiagnosticCodes.TestHostFailed, $"The assembly of {options.Name} is in no file, so that no test host can be started with it.",
                "Publish the tests as files of their own.");
        }

        var project = ProjectFolder.Find(options.SourceFile);
        return RunAsync(options, new Bench
        {
            Name = options.Name,
            Command = TestHostCommand.Create(test.Assembly, project),
            Build = TestBuild.FindCommandLine(project, test.Assembly),
            CreateSource = command => new TestHostSource(command, test, options),
            // Each process has its own.
            Warmups = 0,
        }, progress, cancellation);
    }

    /// <summary>A part of this process. Its runs say nothing about another process's JIT code, so that they cannot fail by themselves.</summary>
    /// <param name="repeat">Runs the body repeatedly while its parameter <c>shouldContinue</c> returns true.</param>
    public static async Task<TestGateResult> RunHereAsync(
        TestGateOptions options, Func<Func<bool>, CancellationToken, Task> repeat, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = await RunAsync(options, new Bench
        {
            Name = options.Name,
            Command = new CommandTarget(options.Name, []),
            CreateSource = _ => new MeasuredBody(repeat, options),
            Warmups = options.Warmups,
        }, null, cancellation).ConfigureAwait(false);
        return SharedProcess.Soften(result);
    }

    /// <summary>A program that the test starts, or one of the above.</summary>
    public static async Task<TestGateResult> RunAsync(
        TestGateOptions options, Bench bench, IProgress<HarnessProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(bench);
        var project = ProjectFolder.Find(options.SourceFile);
        var update = TestSettings.BaselineUpdate;
        var harnessOptions = new HarnessOptions
        {
            BaselineDirectory = Path.Combine(project, HarnessOptions.DefaultBaselineDirectory),
            OutputDirectory = Path.Combine(project, HarnessOptions.DefaultOutputDirectory),
            Policy = options.Policy,
            RequireBaseline = update == BaselineUpdate.None && (options.RequireBaseline || TestSettings.IsVerdictRequired),
            BaselineUpdate = update,
            Confirms = TestSettings.Confirms,
        };
        var store = new FileBaselineStore(harnessOptions.BaselineDirectory);
        bench = bench with
        {
            Runs = options.Runs,
            Folder = project,
            KeepProgram = options.KeepProgram || TestSettings.KeepsProgram,
            Recording = bench.Recording with { Frequency = options.Frequency },
        };
        try
        {
            var capabilities = await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false);
            var harness = new Harness(capabilities, harnessOptions, store, progress, TestBuild.Commits);
            return CreateResult(await harness.RunAsync(bench, cancellation).ConfigureAwait(false));
        }
        catch (PerfHarnessException e)
        {
            return CreateResult(options.Name, e.Diagnostic);
        }
    }

    private static TestGateResult CreateResult(string name, Diagnostic failure)
    {
        var isImpossible = ExitCode.From(failure.Code) == ExitCode.ProfilingImpossible && !TestSettings.IsVerdictRequired;
        var message = SafeText.ToSingleLine($"{name}: {TestRemedy.Apply(failure)}");
        return new TestGateResult(isImpossible ? TestGateOutcome.Unavailable : TestGateOutcome.Failed, message, [], null);
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
