using PerfHarness.Import;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>Where the runs of one side come from: a command that is started for each run, or a part of this process.</summary>
internal interface IRunSource
{
    /// <summary>Threads of the latest run whose samples count; null for all.</summary>
    IReadOnlySet<int>? CountedThreads { get; }

    /// <summary>
    /// A run can be prepared, and another one imported, while one is recorded: nothing in here is known of the latest run alone, and
    /// what is recorded is not this process.
    /// </summary>
    bool CanOverlap => false;

    /// <summary>How its recordings are imported.</summary>
    ImportOptions AdaptImport(ImportOptions options);

    /// <summary>Executes it once without recording it.</summary>
    /// <param name="label">Names the execution in a message, such as <c>warm-up 1</c>.</param>
    /// <returns>How many processors it kept busy, on average; null if unknown.</returns>
    Task<double?> WarmUpAsync(RecordOptions options, string label, CancellationToken cancellation);

    /// <summary>Makes a run ready to start; only of what can overlap.</summary>
    Task<PreparedRun> PrepareAsync(PerfRecorder recorder, RecordOptions options, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Executes it once and records that.</summary>
    /// <param name="prepared">By <see cref="PrepareAsync"/>, with the same options; null if it was not.</param>
    /// <param name="label">Names the execution in a message, such as <c>run 3</c>.</param>
    Task<RecordedRun> RecordAsync(
        PerfRecorder recorder, PreparedRun? prepared, RecordOptions options, string label, CancellationToken cancellation);

    /// <summary>Takes note of how many samples the latest run has.</summary>
    void ObserveSamples(long samples);
}
