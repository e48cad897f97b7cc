using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording.Servers;

namespace PerfHarness.Recording;

/// <summary>A server under its load, without a recording.</summary>
internal static class ServerWarmUp
{
    /// <param name="server">With a load.</param>
    /// <param name="time">After which the load is stopped.</param>
    /// <exception cref="PerfHarnessException">The server or its load failed (PH5xxx).</exception>
    public static async Task RunAsync(CommandTarget server, TimeSpan time, CancellationToken cancellation)
    {
        var load = server.Load!;
        LoadProcess.ThrowIfNotFound(load);
        // A kill -9 must not leave a server behind: the folder identifies it at the next start.
        using var folder = RecordingFolder.Create();
        var output = new EchoedOutput(server.Quiet, load.Readiness.Text);
        using var running = (server with { Output = output }).ToCommand()
            .WithEnvironment([new KeyValuePair<string, string?>(ProcessTree.MarkVariable, folder.Path)]).Start();
        using var loaded = new LoadedServer(load, server.ToString(), running, output);
        try
        {
            await loaded.WaitUntilReadyAsync(cancellation).ConfigureAwait(false);
            var environment = CreateLoadEnvironment(folder);
            using var process = LoadProcess.Start(load, server.Cpus?.CreateComplement(), server.Quiet, folder.LoadMark, environment);
            if (await loaded.WaitForLoadAsync(process, time, cancellation).ConfigureAwait(false) is { } failure)
            {
                throw new PerfHarnessException(failure);
            }
        }
        finally
        {
            await loaded.StopAsync(isHurried: false, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>What a load gets of a run, warm-up or not: the file for its number of operations, and the machine's lock.</summary>
    public static Dictionary<string, string?> CreateLoadEnvironment(RecordingFolder folder) => new()
    {
        [OperationsFile.Variable] = OperationsFile.GetPath(folder),
        [ProfilingLock.HeldVariable] = "1",
    };
}
