using System.Reflection;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;
using PerfHarness.Gating;
using PerfHarness.Recording;
using PerfHarness.TestHosts;

namespace PerfHarness;

/// <summary>
/// Measures the body of a test: it runs once as any test does, then repeatedly until <c>perf record</c> has enough
/// samples of it, and the test fails if a function's self share has regressed against the test's baseline. SetUp and
/// TearDown run once, outside of the measurement. If profiling is impossible, the test is ignored with the remedy.
/// <code>
///   [Test, PerfGate, MaxSelfShare("System.Text.RegularExpressions.*", 5)]
///   public void Reads_a_document() => _parser.Read(Document);
/// </code>
/// Baselines are in <c>perfharness/baselines</c> beside the test's project: accept them with <c>PERFHARNESS_ACCEPT=1 dotnet
/// test</c>, or afterwards with <c>dotnet perfharness baseline accept</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PerfGateAttribute : NUnitAttribute, IWrapTestMethod, ITestGateSettings
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
    TestCommand ICommandWrapper.Wrap(TestCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return new PerfGateCommand(command, () => CreateOptions(command.Test));
    }

    private TestGateOptions CreateOptions(Test test)
    {
        var method = test.Method!.MethodInfo;
        return TestGateOptions.Create(
            this, NUnitTestName.Get(test), _sourceFile, method.Module.Assembly.GetName().Name, MaxSelfShareAttribute.ReadBudgets(method));
    }
}
