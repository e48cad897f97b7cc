using System.Reflection;
using System.Runtime.CompilerServices;
using PerfHarness.Gating;
using PerfHarness.Recording;
using PerfHarness.TestHosts;
using Xunit;
using Xunit.v3;

namespace PerfHarness;

/// <summary>
/// Measures the body of a <c>[Fact]</c> or of each case of a <c>[Theory]</c>: it runs once as any test does, then
/// repeatedly on the same instance until <c>perf record</c> has enough samples of it, and the test fails if a function's self
/// share has regressed against the test's baseline. If profiling is impossible, the test is skipped with the remedy.
/// <code>
///   [Fact, PerfGate, MaxSelfShare("System.Text.RegularExpressions.*", 5)]
///   public void Reads_a_document() => _parser.Read(Document);
/// </code>
/// Baselines are in <c>perfharness/baselines</c> beside the test's project: accept them with <c>PERFHARNESS_ACCEPT=1 dotnet
/// test</c>, or afterwards with <c>dotnet perfharness baseline accept</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PerfGateAttribute : BeforeAfterTestAttribute, ITestGateSettings
{
    private readonly string _sourceFile;

    /// <param name="sourceFile">Filled in by the compiler: where the test's project is.</param>
    public PerfGateAttribute([CallerFilePath] string sourceFile = "") => _sourceFile = sourceFile;

    /// <summary>Recorded runs, exactly. Default: 0, which means 5, and more while the verdict is undecided.</summary>
    public int Runs { get; set; }

    /// <summary>Samples to wait for in each run. Default: 2000.</summary>
    public long MinSamples { get; set; } = SampleTarget.DefaultMinSamples;

    /// <summary>Maximum time for one run in seconds, however few the samples are. Default: 10.</summary>
    public double MaxDuration { get; set; } = BodyRepetition.DefaultMaxDuration.TotalSeconds;

    /// <summary>Repetitions that are not recorded, each as long as a run; the JIT compiler has done its work after one. Default: 1.</summary>
    public int Warmups { get; set; } = 1;

    /// <summary>Smallest rise of a function's share that matters, in percentage points. Default: 0.5.</summary>
    public double Threshold { get; set; } = TestGateOptions.DefaultThreshold;

    /// <summary>Samples per second and CPU. Default: 997.</summary>
    public int Frequency { get; set; } = RecordOptions.DefaultFrequency;

    /// <summary>Whose samples count: the threads that ran the body, the default, or the whole process.</summary>
    public BodySamples Samples { get; set; }

    /// <summary>A missing baseline fails the test. Default: false.</summary>
    public bool RequireBaseline { get; set; }

    /// <summary>
    /// An accepted baseline keeps the files of the test assembly's folder in <c>perfharness/programs</c>, so that a doubt is settled by
    /// recording both builds. Default: false; the baseline's commit is built instead.
    /// </summary>
    public bool KeepProgram { get; set; }

    int? ITestGateSettings.Runs => Runs == 0 ? null : Runs;

    TimeSpan ITestGateSettings.MaxDuration => TestGateOptions.ToDuration(MaxDuration);

    GatePolicy ITestGateSettings.Policy => TestGateOptions.ToPolicy(Threshold);

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (TestHostRun.Current is { } host && host.Request.Test != XunitFramework.Describe(test).Name)
        {
            GateReporter.Skip("not the case that this test host was started for");
        }
    }

    // xUnit has no place that runs a body twice under every kind of fact. After the first, ordinary, execution the instance
    // is still there, before it is disposed of, and so are the arguments.
    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        ArgumentNullException.ThrowIfNull(methodUnderTest);
        ArgumentNullException.ThrowIfNull(test);
        var context = TestContext.Current;
        if (context.TestState?.Result is TestResult.Failed or TestResult.Skipped)
        {
            return;
        }

        // Away from xUnit's synchronization context: we wait for it on one of its threads.
        var running = XunitFramework.Describe(test);
        if (TestHostRun.Current is not { } host)
        {
            var measuring = Task.Run(() => TestGate.RunAsync(
                () => CreateOptions(methodUnderTest, running), running, new ProgressText(context), context.CancellationToken));
            GateReporter.Report(measuring.GetAwaiter().GetResult());
        }
        else if (host.IsFor(running.Name, part: ""))
        {
            var body = new TestBody(methodUnderTest, context.TestClassInstance, test.TestMethodArguments);
            Task.Run(() => host.MeasureAsync(body.RepeatAsync, context.CancellationToken)).GetAwaiter().GetResult();
        }
    }

    private TestGateOptions CreateOptions(MethodInfo method, RunningTest test) => TestGateOptions.Create(
        this, test.Name, _sourceFile, method.Module.Assembly.GetName().Name, MaxSelfShareAttribute.ReadBudgets(method));
}
