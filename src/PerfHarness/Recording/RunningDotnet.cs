using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using PerfHarness.Diagnostics;

namespace PerfHarness.Recording;

/// <summary>
/// Asks .NET processes that run already, over their diagnostics socket, to write a perf map of all methods compiled so far
/// and to go on with it; afterwards to stop, and removes what they wrote for us. Their settings are not touched.
/// </summary>
internal sealed class RunningDotnet
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly List<(int Pid, uint User, string Map)> _asked = [];

    /// <summary>Asks each of the processes that is a .NET one. One that does not answer is told of in the diagnostics.</summary>
    public async Task AskAsync(IEnumerable<int> pids, List<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        foreach (var pid in pids.Where(HasDiagnosticsSocket))
        {
            var map = MapPath(pid);
            if (File.Exists(map) || FileOwner.UserOf(pid) is not { } user)
            {
                // It writes one already, for someone else: that is read where it is, and left there.
                continue;
            }

            try
            {
                var client = new DiagnosticsClient(pid);
                await Task.Run(() => client.EnablePerfMap(PerfMapType.PerfMap), cancellation).WaitAsync(Patience, cancellation).ConfigureAwait(false);
                _asked.Add((pid, user, map));
            }
            catch (Exception e) when (e is DiagnosticsClientException or TimeoutException or IOException or UnauthorizedAccessException)
            {
                diagnostics.Add(new Diagnostic(
                    DiagnosticCodes.PerfMapUnavailable, Severity.Warning,
                    string.Create(CultureInfo.InvariantCulture, $"The .NET process {pid} wrote no perf map ({e.Message}), so its compiled methods stay without names."),
                    "Start it with DOTNET_PerfMapEnabled=3; .NET 8 or later can also be asked while it runs."));
            }
        }
    }

    /// <summary>Stops the maps and takes them into the recording's folder.</summary>
    public async Task CollectAsync(string mapFolder)
    {
        foreach (var (pid, user, map) in _asked)
        {
            try
            {
                await Task.Run(() => new DiagnosticsClient(pid).DisablePerfMap()).WaitAsync(Patience).ConfigureAwait(false);
            }
            catch (Exception e) when (e is DiagnosticsClientException or TimeoutException or IOException)
            {
                // It has ended meanwhile, or is about to: its map is complete as it stands.
            }

            // Anyone can write to /tmp: a map counts only where it is the process's user's.
            if (FileOwner.IsFileOf(map, user))
            {
                File.Copy(map, Path.Combine(mapFolder, Path.GetFileName(map)), overwrite: true);
                File.Delete(map);
            }
        }
    }

    // The socket's name has the process's number in its own namespace.
    private static bool HasDiagnosticsSocket(int pid)
    {
        var numbers = HostView.Current().Field(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status"), "NSpid");
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/root/tmp");
        try
        {
            return numbers is not null && Directory.EnumerateFiles(folder, $"dotnet-diagnostic-{numbers.Split('\t', ' ')[^1]}-*").Any();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's process, or one that has just ended.
            return false;
        }
    }

    // A process with settings of its own may write elsewhere, then it has a map already.
    private static string MapPath(int pid) => string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{pid}.map");
}
