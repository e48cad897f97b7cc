using System.Runtime.CompilerServices;
using PerfHarness.Gating;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Runs;
using PerfHarness.TestHosts;

namespace PerfHarness;

/// <summary>
/// A program or a delegate that a test has measured, for assertions: recorded in several runs and compared with the baseline
/// of its name, which is stored next to the test's project.
/// <code>
///   var profile = await PerfRun.RecordAsync("./bench", ["--iterations", "200"]);
///   Assert.That(profile, Is.WithinBaseline());     // NUnit
///   PerfAssert.WithinBaseline(profile);            // xUnit
/// </code>
/// </summary>
public sealed class PerfRun
{
    private readonly TestGateResult _result;

    private PerfRun(string name, TestGateResult result) => (Name, _result) = (name, result);

    /// <summary>Name of the baseline.</summary>
    public string Name { get; }

    /// <summary>What a test should report.</summary>
    public TestGateOutcome Outcome => _result.Outcome;

    /// <summary>Verdict, a row for each function that matters, paths; or why nothing could be recorded.</summary>
    public string Message => _result.Message;

    /// <summary>The files written: flame graph, difference, profile, report.</summary>
    public IReadOnlyList<string> Files => _result.Files;

    /// <summary>The recorded profile, or null where profiling is impossible.</summary>
    public Profile? Profile => _result.Bench?.Profile;

    /// <summary>The verdict, or null where profiling is impossible or nothing was judged.</summary>
    public GateVerdict? Verdict => _result.Bench?.Verdict;

    /// <summary>Records a program.</summary>
    /// <param name="program">A path, or a name that is looked up in PATH; a <c>.dll</c> is started with <c>dotnet</c>.</param>
    /// <param name="sourceFile">Filled in by the compiler: where the test's project is.</param>
    public static async Task<PerfRun> RecordAsync(
        string program, IReadOnlyList<string>? arguments = null, PerfRunOptions? options = null, CancellationToken cancellation = default,
        [CallerFilePath] string sourceFile = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        options ??= new PerfRunOptions();
        var managed = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var command = new CommandTarget(managed ? DotNetHostPath : program, managed ? [program, .. arguments ?? []] : arguments ?? [])
        {
            Environment = options.Environment,
            WorkingDirectory = options.WorkingDirectory,
            Quiet = true,
        };
        var gate = TestGateOptions.Create(options, options.Name ?? Bench.GetDefaultName(command), sourceFile);
        if (TestHostRun.Current is not null)
        {
            return CreateUnjudged(gate.Name);
        }

        var bench = new Bench { Name = gate.Name, Command = command,
            Timeout = options.Timeout, Warmups = options.Warmups, Build = TestSettings.Build };
        return new PerfRun(gate.Name, await TestGate.RunAsync(gate, bench, null, cancellation).ConfigureAwait(false));
    }

    /// <summary>
    /// Records a delegate, repeated until there are enough samples. In a test of NUnit or xUnit, with our package for it, each
    /// run is a process of its own that runs this test up to here; elsewhere all runs are of our own process, and a difference
    /// from the baseline is inconclusive.
    /// </summary>
    /// <param name="caller">Filled in by the compiler: names the baseline if the options do not.</param>
    /// <param name="sourceFile">Filled in by the compiler: where the test's project is.</param>
    public static Task<PerfRun> RecordAsync(
        Action body, PerfRunOptions? options = null, CancellationToken cancellation = default,
        [CallerMemberName] string caller = "", [CallerFilePath] string sourceFile = "")
    {
        ArgumentNullException.ThrowIfNull(body);
        return RecordBodyAsync((shouldContinue, _) =>
        {
            while (shouldContinue())
            {
                body();
            }

            return Task.CompletedTask;
        }, options, caller, sourceFile, cancellation);
    }

    /// <inheritdoc cref="RecordAsync(Action, PerfRunOptions?, CancellationToken, string, string)"/>
    public static Task<PerfRun> RecordAsync(
        Func<Task> body, PerfRunOptions? options = null, CancellationToken cancellation = default,
        [CallerMemberName] string caller = "", [CallerFilePath] string sourceFile = "")
    {
        ArgumentNullException.ThrowIfNull(body);
        return RecordBodyAsync(async (shouldContinue, _) =>
        {
            while (shouldContinue())
            {
                await body().ConfigureAwait(false);
            }
        }, options, caller, sourceFile, cancellation);
    }

    /// <summary>Share of the samples in which a matching function itself was running, 0 to 1.</summary>
    /// <exception cref="InvalidOperationException">Nothing could be recorded.</exception>
    public double SelfShare(string pattern)
    {
        var wanted = new FunctionPattern(pattern);
        if (TestHostRun.Current is not null)
        {
            return 0;
        }

        var bench = _result.Bench ?? throw new InvalidOperationException(Message);
        return bench.Shares.Rows.Where(row => wanted.Matches(row.Name)).Sum(row => row.Self.Pooled);
    }

    private static string DotNetHostPath => System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    private static async Task<PerfRun> RecordBodyAsync(
        Func<Func<bool>, CancellationToken, Task> repeat, PerfRunOptions? options, string caller, string sourceFile, CancellationToken cancellation)
    {
        options ??= new PerfRunOptions();
        var name = options.Name ?? $"{Path.GetFileNameWithoutExtension(sourceFile)}.{caller}";
        var test = TestFrameworks.FindRunningTest();
        if (TestHostRun.Current is { } host)
        {
            if (test is not null && host.IsFor(test.Name, part: name))
            {
                await Task.Run(() => host.MeasureAsync(repeat, cancellation), cancellation).ConfigureAwait(false);
            }

            return CreateUnjudged(name);
        }

        var gate = TestGateOptions.Create(options, name, sourceFile);
        // On a thread of the pool: a body that never awaits must not block its caller.
        return new PerfRun(gate.Name, await Task.Run(
            () => test is null ? TestGate.RunHereAsync(gate, repeat, cancellation)
                : TestGate.RunAsync(gate, test with { Part = name }, null, cancellation),
            cancellation).ConfigureAwait(false));
    }

    // A test host only repeats the one body that it was started for: its starter judges.
    private static PerfRun CreateUnjudged(string name) =>
        new(name, new TestGateResult(TestGateOutcome.Passed, $"{name}: not judged in a test host of its own.", [], null));
}
