using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.Recording.Capabilities;

/// <summary>Runs perf to find out what works.</summary>
internal sealed class PerfProbe(string perfPath, HostEnvironment host)
{
    private static readonly TimeSpan PerfTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The version; or, if perf does not report one, the first line of what it wrote instead.</summary>
    public async Task<(string? Version, string? ErrorText)> GetVersionAsync(CancellationToken cancellation)
    {
        var result = await RunAsync(["--version"], cancellation).ConfigureAwait(false);
        var words = result.StandardOutput.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words is ["perf", "version", var version, ..]
            ? (version, null)
            : (null, $"{result.StandardError.Trim().Split('\n')[0]} ({result.Status})".Trim());
    }

    /// <summary>Whether perf really counts the event for a command; and what it wrote.</summary>
    public async Task<(bool CanCount, string PerfOutput)> TryCountAsync(string eventName, CancellationToken cancellation)
    {
        var result = await RunAsync(["stat", "-x", ",", "-e", eventName, "--", "/bin/sh", "-c", ":"], cancellation).ConfigureAwait(false);
        var value = result.StandardError.Split('\n').FirstOrDefault(line => line.Contains("," + eventName, StringComparison.Ordinal))?.Split(',')[0];
        var canCount = result.Status.Success && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return (canCount, result.StandardError);
    }

    private async Task<BufferedCommandResult> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(PerfTimeout);
        var command = Command.Create(perfPath).WithArguments(arguments).WithExitCodeCheck(false)
            .WithEnvironment([new("LC_ALL", "C"), new("PERF_CONFIG", "/dev/null"), new("PATH", host.SearchPath)]);
        try
        {
            return await command.ExecuteBufferedAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.PerfFailed,
                string.Create(CultureInfo.InvariantCulture, $"{command} did not finish within {PerfTimeout.TotalSeconds} s."));
        }
    }
}
