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
    public async Task<(bool CanCount, string PerfOutput)> TryCountAsync(
        string eventName, CancellationToken cancellation, params string[] options)
    {
        var (counted, output) = await TryCountAllAsync([eventName], cancellation, options).ConfigureAwait(false);
        return (counted.Count > 0, output);
    }

    /// <summary>
    /// Which of the events perf counts for a command, with one start of perf; and what it wrote. None where one of them is forbidden:
    /// perf then gives up.
    /// </summary>
    /// <param name="events">Each with a modifier: <c>cycles:u</c>.</param>
    public async Task<(IReadOnlySet<string> Counted, string PerfOutput)> TryCountAllAsync(
        IReadOnlyList<string> events, CancellationToken cancellation, params string[] options)
    {
        var result = await RunAsync(
            ["stat", .. options, "-x", ";", "-e", string.Join(',', events), "--", "/bin/sh", "-c", ":"], cancellation).ConfigureAwait(false);
        var names = !result.Status.Success ? []
            : result.StandardError.Split('\n').Select(line => line.Split(';'))
                .Where(fields => fields.Length > 2 && double.TryParse(fields[0], NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                .Select(fields => fields[2]).ToList();

        // "cpu_core/cycles/u" where a processor has cores of two kinds.
        return (events.Where(name => names.Exists(n => n.Contains(name[..^2], StringComparison.Ordinal) && n[^1] == name[^1]))
            .ToHashSet(StringComparer.Ordinal), result.StandardError);
    }

    /// <summary>Which of the events perf counts for a command.</summary>
    public async Task<IReadOnlySet<string>> FindCountedAsync(IReadOnlyList<string> events, CancellationToken cancellation)
    {
        var (counted, _) = await TryCountAllAsync([.. events.Select(name => name + ":u")], cancellation).ConfigureAwait(false);
        return counted.Select(name => name[..^2]).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The processor's own events by the names that perf has for them; none where perf cannot list them.</summary>
    public async Task<IReadOnlyList<string>> ListPmuEventsAsync(CancellationToken cancellation)
    {
        var result = await RunAsync(["list", "--raw-dump", "pmu"], cancellation).ConfigureAwait(false);
        return result.Status.Success ? result.StandardOutput.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
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
