using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Recording;

namespace PerfHarness.TestHosts;

/// <summary>
/// A part of our own process that is measured: it is repeated until there are enough samples, recorded from outside with
/// events on only meanwhile.
/// </summary>
/// <param name="repeat">Runs the body again and again while the function that it is given returns true, which it does at
/// least once. It is asked before each execution, and costs about as much as reading a clock.</param>
internal sealed class MeasuredBody(Func<Func<bool>, CancellationToken, Task> repeat)
{
    public const long DefaultMinSamples = 2000;
    public static readonly TimeSpan DefaultMaxDuration = TimeSpan.FromSeconds(10);

    private const double MaxCpuTimeFactor = 4;

    // An import looks at it while no body runs.
    private readonly HashSet<int> _threads = [];
    private double _cpuTimeFactor = 1;

    /// <summary>Samples to wait for in each run.</summary>
    public long MinSamples { get; init; } = DefaultMinSamples;

    /// <summary>Longest time for one run, however few the samples are.</summary>
    public TimeSpan MaxDuration { get; init; } = DefaultMaxDuration;

    public BodySamples Samples { get; init; }

    /// <inheritdoc cref="TestGateOptions.BodyAssembly"/>
    public string? Assembly { get; init; }

    /// <summary>Threads of the latest run whose samples count; null for all.</summary>
    internal IReadOnlySet<int>? Threads => Samples == BodySamples.BodyThreads ? _threads : null;

    internal ImportOptions ApplyTo(ImportOptions options) => options with
    {
        Tids = Threads,
        ModuleFilter = Samples == BodySamples.BodyThreads ? Assembly : null,
        // Assemblies without precompiled code are not among the mappings that perf sees.
        Command = [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Take(1)],
    };

    /// <summary>Learns how many samples the CPU time really gave: a body that sleeps and wakes all the time has fewer.</summary>
    internal void AdjustCpuTime(long samples) => _cpuTimeFactor = Math.Clamp(samples < MinSamples ? _cpuTimeFactor * MinSamples / Math.Max(samples, 1) : _cpuTimeFactor, 1, MaxCpuTimeFactor);

    /// <summary>As long as a recorded run, so that the code has settled when the first one begins.</summary>
    internal Task WarmUpAsync(RecordOptions options, CancellationToken cancellation) => RepeatAsync(options, cancellation);

    internal async Task<RecordedRun> RecordAsync(PerfRecorder recorder, RecordOptions options, CancellationToken cancellation)
    {
        using var region = await recorder.StartRegionAsync(options, null, cancellation).ConfigureAwait(false);
        await region.EnableAsync(cancellation).ConfigureAwait(false);
        await RepeatAsync(options, cancellation).ConfigureAwait(false);
        await region.DisableAsync(cancellation).ConfigureAwait(false);
        var run = await region.FinishAsync(countsAll: Samples == BodySamples.Process).ConfigureAwait(false);
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
        var until = new RepetitionLimit(TimeSpan.FromSeconds(_cpuTimeFactor * MinSamples / options.Frequency), MaxDuration, Samples == BodySamples.BodyThreads ? () => threads.CpuTime : null);
        // From a fresh thread, so that the stacks do not begin with whatever made us go on.
        var ids = await Task.Run(() => threads.RunAsync(() => repeat(() => !cancellation.IsCancellationRequested && until.ShouldContinue(), cancellation)), cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        _threads.Clear();
        _threads.UnionWith(ids);
    }
}
