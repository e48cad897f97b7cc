using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfData;

namespace PerfHarness.Recording;

/// <summary>Examines this machine: all checks, and then a real recording of a busy command.</summary>
internal static class Doctor
{
    private static readonly TimeSpan ProbeDuration = TimeSpan.FromMilliseconds(200);

    /// <returns>The checks in the order in which one thing depends on another; the recording is the last.</returns>
    public static async Task<IReadOnlyList<CapabilityCheck>> ExamineAsync(CancellationToken cancellation = default)
    {
        var capabilities = await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false);
        return await ExamineAsync(capabilities, cancellation).ConfigureAwait(false);
    }

    /// <summary>The same for a machine that has been probed already.</summary>
    public static async Task<IReadOnlyList<CapabilityCheck>> ExamineAsync(PerfCapabilities capabilities, CancellationToken cancellation = default) =>
        capabilities.CanProfile
            ? [.. capabilities.Checks, await CheckRecordingAsync(capabilities, cancellation).ConfigureAwait(false)]
            : capabilities.Checks;

    private static async Task<CapabilityCheck> CheckRecordingAsync(PerfCapabilities capabilities, CancellationToken cancellation)
    {
        const string name = "recording";
        try
        {
            var busy = new CommandTarget("/bin/sh", ["-c", "while :; do :; done"]) { Quiet = true };
            using var run = await new PerfRecorder(capabilities).RecordAsync(busy, new RecordOptions { Duration = ProbeDuration }, cancellation).ConfigureAwait(false);
            var samples = CountSamples(run.DataPath);
            var seen = string.Create(CultureInfo.InvariantCulture, $"{samples} samples of {run.PerfCommand.Event} in {run.CpuTime?.TotalMilliseconds:0} ms of CPU time");
            return samples == 0
                ? new CapabilityCheck(name, CapabilityState.Impossible, seen, null, DiagnosticCodes.NoSamples)
                : run.Diagnostics is [var first, ..] ? new CapabilityCheck(name, CapabilityState.Limited, $"{seen}; {first.Message}", first.Remedy, first.Code)
                : new CapabilityCheck(name, CapabilityState.Ok, seen);
        }
        catch (PerfHarnessException e)
        {
            return new CapabilityCheck(name, CapabilityState.Impossible, e.Diagnostic.Message, e.Diagnostic.Remedy, e.Diagnostic.Code);
        }
    }

    private static long CountSamples(string path)
    {
        using var file = PerfDataFile.Open(path, new DiagnosticBag());
        var reader = file.ReadRecords();
        var samples = 0L;
        while (reader.Read())
        {
            samples += reader.Type == RecordType.Sample ? 1 : 0;
        }

        return samples;
    }
}
