using PerfHarness.Import;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>Where the runs of one side come from: a command that is started for each run, or a part of this process.</summary>
internal interface IRunSource
{
    /// <summary>Threads of the latest run whose samples count; null for all.</summary>
    IReadOnlySet<int>? CountedThreads { get; }

    /// <summary>How its recordings are imported.</summary>
    ImportOptions AdaptImport(ImportOptions options);

    /// <summary>Executes it once without recording it.</summary>
    /// <param name="label">Names the execution in a message, such as <c>warm-up 1</c>.</param>
    Task WarmUpAsync(RecordOptions options, string label, CancellationToken cancellation);

    /// <summary>Executes it once and records that.</summary>
    /// <param name="label">Names the execution in a message, such as <c>run 3</c>.</param>
    Task<RecordedRun> RecordAsync(PerfRecorder recorder, RecordOptions options, string label, CancellationToken cancellation);

    /// <summary>Takes note of how many samples the latest run has.</summary>
    void ObserveSamples(long samples);
}
