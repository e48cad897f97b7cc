using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.TestHosts;

/// <summary>
/// A part of this process that is measured: it is repeated until there are enough samples, and recorded from outside with
/// events on only meanwhile. All runs share this process's JIT code, so they say less than runs of a process each
/// (<see cref="TestHostSource"/>).
/// </summary>
/// <param name="repeat">Runs the body repeatedly while its parameter <c>shouldContinue</c> returns true, which it does at
/// least once. It is called before each execution, and costs about as much as reading a clock.</param>
internal sealed class MeasuredBody(Func<Func<bool>, CancellationToken, Task> repeat, TestGateOptions options) : IRunSource
{
    // Read by an import, which runs only while no body does.
    private readonly HashSet<int> _threads = [];
    private readonly SampleTarget _target = new(options.MinSamples);

    IReadOnlySet<int>? IRunSource.CountedThreads => CountedThreads;

    private IReadOnlySet<int>? CountedThreads => options.Samples == BodySamples.BodyThreads ? _threads : null;

    ImportOptions IRunSource.AdaptImport(ImportOptions import) => import with
    {
        Tids = CountedThreads,
        ModuleFilter = options.Samples == BodySamples.BodyThreads ? options.BodyAssembly : null,
        // Assemblies without precompiled code are not among the mappings that perf sees.
        Command = [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Take(1)],
    };

    void IRunSource.ObserveSamples(long samples) => _target.Observe(samples);

    // As long as a recorded run, so that the code has settled when the first one begins.
    async Task<double?> IRunSource.WarmUpAsync(RecordOptions recording, string label, CancellationToken cancellation)
    {
        await RepeatAsync(recording, cancellation).ConfigureAwait(false);
        return null;
    }

    async Task<RecordedRun> IRunSource.RecordAsync(
        PerfRecorder recorder, PreparedRun? prepared, RecordOptions recording, string label, CancellationToken cancellation)
    {
        using var region = await recorder.StartRegionAsync(recording, cancellation).ConfigureAwait(false);
        await region.EnableAsync(cancellation).ConfigureAwait(false);
        var repetition = await RepeatAsync(recording, cancellation).ConfigureAwait(false);
        await region.DisableAsync(cancellation).ConfigureAwait(false);
        _threads.Clear();
        _threads.UnionWith(repetition.Threads);
        var run = await region.FinishAsync(options.Samples == BodySamples.Process, repetition.Count).ConfigureAwait(false);
        if (run.Diagnostics.FirstOrDefault(d => d.Code == DiagnosticCodes.AttachFailed) is { } failure)
        {
            // All of the body is JIT code: without names there is nothing to judge.
            run.Dispose();
            throw new PerfHarnessException(failure with { Severity = Severity.Error });
        }

        return run;
    }

    private async Task<BodyRepetition> RepeatAsync(RecordOptions recording, CancellationToken cancellation)
    {
        var repetition = new BodyRepetition(_target.GetCpuTime(recording.Frequency), options.MaxDuration, options.Samples);
        await repetition.RunAsync(repeat, cancellation).ConfigureAwait(false);
        return repetition;
    }
}
