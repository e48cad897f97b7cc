using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.TestHosts;

/// <summary>
/// A part of this process that is measured: it is repeated until there are enough samples, and recorded from outside with
/// events on only meanwhile.
/// </summary>
/// <param name="repeat">Runs the body repeatedly while its parameter <c>shouldContinue</c> returns true, which it does at
/// least once. It is called before each execution, and costs about as much as reading a clock.</param>
internal sealed class MeasuredBody(Func<Func<bool>, CancellationToken, Task> repeat) : IRunSource
{
    public const long DefaultMinSamples = 2000;
    public static readonly TimeSpan DefaultMaxDuration = TimeSpan.FromSeconds(10);

    private const double MaxCpuTimeFactor = 4;

    // Read by an import, which runs only while no body does.
    private readonly HashSet<int> _threads = [];
    private double _cpuTimeFactor = 1;

    /// <summary>Samples to wait for in each run.</summary>
    public long MinSamples { get; init; } = DefaultMinSamples;

    /// <summary>Maximum time for one run, however few the samples are.</summary>
    public TimeSpan MaxDuration { get; init; } = DefaultMaxDuration;

    public BodySamples Samples { get; init; }

    /// <inheritdoc cref="TestGateOptions.BodyAssembly"/>
    public string? Assembly { get; init; }

    IReadOnlySet<int>? IRunSource.CountedThreads => CountedThreads;

    private IReadOnlySet<int>? CountedThreads => Samples == BodySamples.BodyThreads ? _threads : null;

    ImportOptions IRunSource.AdaptImport(ImportOptions options) => options with
    {
        Tids = CountedThreads,
        ModuleFilter = Samples == BodySamples.BodyThreads ? Assembly : null,
        // Assemblies without precompiled code are not among the mappings that perf sees.
        Command = [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Take(1)],
    };

    // A body that sleeps and wakes all the time has fewer samples than its CPU time suggests.
    void IRunSource.ObserveSamples(long samples)
    {
        if (samples < MinSamples)
        {
            _cpuTimeFactor = Math.Clamp(_cpuTimeFactor * MinSamples / Math.Max(samples, 1), 1, MaxCpuTimeFactor);
        }
    }

    // As long as a recorded run, so that the code has settled when the first one begins.
    Task IRunSource.WarmUpAsync(RecordOptions options, string label, CancellationToken cancellation) => RepeatAsync(options, cancellation);

    async Task<RecordedRun> IRunSource.RecordAsync(PerfRecorder recorder, RecordOptions options, string label, CancellationToken cancellation)
    {
        using var region = await recorder.StartRegionAsync(options, null, cancellation).ConfigureAwait(false);
        await region.EnableAsync(cancellation).ConfigureAwait(false);
        await RepeatAsync(options, cancellation).ConfigureAwait(false);
        await region.DisableAsync(cancellation).ConfigureAwait(false);
        var run = await region.FinishAsync(allSamplesCount: Samples == BodySamples.Process).ConfigureAwait(false);
        if (run.Diagnostics.FirstOrDefault(d => d.Code == DiagnosticCodes.AttachFailed) is { } failure)
        {
            // All of the body is JIT code: without names there is nothing to judge.
            run.Dispose();
            throw new PerfHarnessException(failure with { Severity = Severity.Error });
        }

        return run;
    }

    private async Task RepeatAsync(RecordOptions options, CancellationToken cancellation)
    {
        var threads = new BodyThreadTracker();
        var cpuTime = TimeSpan.FromSeconds(_cpuTimeFactor * MinSamples / options.Frequency);
        var limit = new RepetitionLimit(cpuTime, MaxDuration, Samples == BodySamples.BodyThreads ? () => threads.CpuTime : null);
        // On a thread of the pool, so that the stacks do not begin with our callers.
        var ids = await Task.Run(() => threads.RunAsync(() => repeat(ShouldContinue, cancellation)), cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        _threads.Clear();
        _threads.UnionWith(ids);

        bool ShouldContinue() => !cancellation.IsCancellationRequested && limit.ShouldContinue();
    }
}
