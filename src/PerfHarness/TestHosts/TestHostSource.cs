using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.TestHosts;

/// <summary>
/// Runs of a test's body, each in a test host of its own: which methods the JIT compiler inlines, and with what profile, is
/// decided once in a process, so that a process is one run.
/// </summary>
/// <param name="command">Starts the test assembly: this build's or another one's.</param>
internal sealed class TestHostSource(CommandTarget command, RunningTest test, TestGateOptions options) : IRunSource
{
    // For what is not the body: SetUp, TearDown, fixtures.
    private static readonly TimeSpan AllowedOverhead = TimeSpan.FromMinutes(5);

    private readonly HashSet<int> _threads = [];
    private readonly SampleTarget _target = new(options.MinSamples);

    IReadOnlySet<int>? IRunSource.CountedThreads => CountedThreads;

    private IReadOnlySet<int>? CountedThreads => options.Samples == BodySamples.BodyThreads ? _threads : null;

    private string Assembly => TestHostCommand.GetAssembly(command);

    ImportOptions IRunSource.AdaptImport(ImportOptions import) => import with
    {
        Tids = CountedThreads,
        ModuleFilter = options.Samples == BodySamples.BodyThreads ? options.BodyAssembly : null,
        // Assemblies without precompiled code are not among the mappings that perf sees.
        Command = [Assembly],
    };

    void IRunSource.ObserveSamples(long samples) => _target.Observe(samples);

    async Task<double?> IRunSource.WarmUpAsync(RecordOptions recording, string label, CancellationToken cancellation)
    {
        using var folder = RecordingFolder.Create();
        await RunWithTimeoutAsync(async token =>
        {
            using var host = Start(recording, folder);
            await host.PrepareAsync(token).ConfigureAwait(false);
            await host.EndAsync(token).ConfigureAwait(false);
            return 0;
        }, cancellation).ConfigureAwait(false);
        return null;
    }

    Task<RecordedRun> IRunSource.RecordAsync(
        PerfRecorder recorder, PreparedRun? prepared, RecordOptions recording, string label, CancellationToken cancellation) =>
        RunWithTimeoutAsync(token => recorder.RunInFolderAsync(async (folder, interrupts) =>
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(token, interrupts.Token);
            return await RecordAsync(recorder, recording, folder, linked.Token).ConfigureAwait(false);
        }, token), cancellation);

    private async Task<RecordedRun> RecordAsync(
        PerfRecorder recorder, RecordOptions recording, RecordingFolder folder, CancellationToken cancellation)
    {
        using var host = Start(recording, folder);
        await host.PrepareAsync(cancellation).ConfigureAwait(false);

        // The host writes its perf map from its start on.
        var attach = recording with { RequestPerfMaps = false };
        using var region = await recorder.StartRegionAsync(attach, host.Pid, folder, cancellation).ConfigureAwait(false);
        await region.EnableAsync(cancellation).ConfigureAwait(false);
        var report = await host.MeasureAsync(cancellation).ConfigureAwait(false);
        await region.DisableAsync(cancellation).ConfigureAwait(false);
        _threads.Clear();
        _threads.UnionWith(report.Threads);
        var run = await region.FinishAsync(options.Samples == BodySamples.Process, report.Operations).ConfigureAwait(false);
        await host.EndAsync(cancellation).ConfigureAwait(false);
        return run;
    }

    private TestHostProcess Start(RecordOptions recording, RecordingFolder folder) => TestHostProcess.Start(command, test.Package, new TestHostRequest
    {
        Test = test.Name,
        Method = test.Method,
        Part = test.Part,
        Settings = test.Settings,
        Warmups = options.Warmups,
        CpuTime = _target.GetCpuTime(recording.Frequency),
        MaxDuration = options.MaxDuration,
        Samples = options.Samples,
        WorkingDirectory = GetWorkingDirectory(),
    }, folder);

    // A test that reads files beside its assembly finds those of the build that it is from.
    private string GetWorkingDirectory()
    {
        var current = Environment.CurrentDirectory;
        var relative = Path.GetRelativePath(AppContext.BaseDirectory, current);
        if (Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal))
        {
            return current;
        }

        var own = Path.GetDirectoryName(Assembly)!;
        return Path.GetFullPath(relative, own) is var same && Directory.Exists(same) ? same : own;
    }

    private Task<T> RunWithTimeoutAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        var repetitions = options.MaxDuration < TimeSpan.FromDays(1) ? (options.Warmups + 1) * options.MaxDuration : TimeSpan.FromDays(1);
        return RunLimit.RunAsync(AllowedOverhead + repetitions, work, CreateTimeoutException, cancellation);
    }

    private PerfHarnessException CreateTimeoutException(TimeSpan time) => new(
        DiagnosticCodes.CommandTimedOut,
        string.Create(CultureInfo.InvariantCulture,
            $"The test host of {test.Name} did not finish within {time.TotalSeconds:0} s and was terminated."),
        "A run repeats the body for MaxDuration at most; one execution of it must be much shorter.");
}
