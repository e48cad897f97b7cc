using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Capabilities;

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
        capabilities is { CanProfile: true, PerfPath: { } path }
            ? [.. capabilities.Checks,
                .. await new AccessChecks(HostEnvironment.ReadCurrent()).RunAsync(path, cancellation).ConfigureAwait(false),
                await CheckRecordingAsync(capabilities, cancellation).ConfigureAwait(false)]
            : capabilities.Checks;

    private static async Task<CapabilityCheck> CheckRecordingAsync(PerfCapabilities capabilities, CancellationToken cancellation)
    {
        const string name = "recording";
        try
        {
            var busy = new CommandTarget("/bin/sh", ["-c", "while :; do :; done"]) { Quiet = true };
            var options = new RecordOptions { Duration = ProbeDuration };
            using var run = await new PerfRecorder(capabilities).RecordAsync(busy, options, cancellation).ConfigureAwait(false);
            var samples = run.Summary.CountMainEvent().Samples;
            var observation = string.Create(
                CultureInfo.InvariantCulture, $"{samples} samples of {run.PerfCommand.Event} in {run.CpuTime?.TotalMilliseconds:0} ms of CPU time");
            return samples == 0
                ? new CapabilityCheck(name, CapabilityState.Impossible, observation, null, DiagnosticCodes.NoSamples)
                : run.Diagnostics is [var first, ..]
                    ? new CapabilityCheck(name, CapabilityState.Limited, $"{observation}; {first.Message}", first.Remedy, first.Code)
                : new CapabilityCheck(name, CapabilityState.Ok, observation);
        }
        catch (PerfHarnessException e)
        {
            return new CapabilityCheck(name, CapabilityState.Impossible, e.Diagnostic.Message, e.Diagnostic.Remedy, e.Diagnostic.Code);
        }
    }
}
