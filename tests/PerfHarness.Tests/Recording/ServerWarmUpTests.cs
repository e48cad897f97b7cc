using System.Net;
using System.Net.Sockets;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording;
using PerfHarness.Recording.Servers;

namespace PerfHarness.Tests.Recording;

/// <summary>A server's way from its start to its end, without perf.</summary>
public sealed class ServerWarmUpTests : IDisposable
{
    private const string Serve = "echo ready; while :; do sleep 0.05; done";
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationToken _limit = TestContext.Current.CancellationToken;

    private string PidFile => _folder.File("pid");

    public void Dispose()
    {
        if (File.Exists(PidFile))
        {
            Assert.Null(ProcessEntry.Read(int.Parse(File.ReadAllText(PidFile))));
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task The_load_runs_while_the_server_does_and_the_stop_signal_ends_it()
    {
        var server = Server($"trap 'echo stopped >>{_folder.File("log")}; exit 7' USR1; {Serve}", Load($"echo loaded >>{_folder.File("log")}; kill -0 $(cat {PidFile})"));
        await RunAsync(server with { Load = server.Load! with { StopSignal = Signals.Parse("usr1")!.Value } });
        Assert.Equal(["loaded", "stopped"], File.ReadLines(_folder.File("log")));
    }

    [Fact]
    public async Task A_server_that_ignores_the_stop_signal_is_terminated()
    {
        var server = Server($"trap '' INT; {Serve}", Load("true"));
        await RunAsync(server with { Load = server.Load! with { StopSignal = Signals.Interrupt, StopTimeout = TimeSpan.FromMilliseconds(200) } });
    }

    [Fact]
    public async Task A_server_that_ends_before_it_is_ready_is_a_failure_with_its_last_output()
    {
        var failure = await FailAsync(Server("echo no socket >&2; exit 71", Load("true")));
        Assert.Equal(DiagnosticCodes.ServerNotReady, failure.Code);
        Assert.Contains("ended with exit code 71 before it was ready. Its last output: no socket", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_goes_into_the_background_is_named_as_such_and_ended()
    {
        var failure = await FailAsync(Server($"setsid sh -c 'echo $$ >{PidFile}; sleep 60' & while [ ! -s {PidFile} ]; do sleep 0.01; done; exit 0", Load("true"), text: "never"));
        Assert.Equal(DiagnosticCodes.ServerNotReady, failure.Code);
        Assert.Contains("went into the background", failure.Message, StringComparison.Ordinal);
        Assert.Contains("foreground", failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_ready_in_time_is_a_failure_that_says_what_was_missing()
    {
        var failure = await FailAsync(Server("echo almost; exec sleep 60", Load("true"), timeout: 0.3));
        Assert.Equal(DiagnosticCodes.ServerNotReady, failure.Code);
        Assert.Contains("was not ready within 0.3 s: 'ready' was not in its output. Its last output: almost", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_port_that_another_process_has_does_not_make_the_server_ready(bool http)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var readiness = http ? new Readiness { Address = new Uri($"http://localhost:{port}/") } : new Readiness { Port = port };
        var server = Server("exec sleep 60", Load("true"));
        var failure = await FailAsync(server with { Load = server.Load! with { Readiness = readiness with { Timeout = TimeSpan.FromSeconds(0.3) } } });
        Assert.Contains($"port {port} is in use by", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", failure.Message, StringComparison.Ordinal);
        Assert.Equal("End that process, or use another port.", failure.Remedy);
    }

    [Fact]
    public async Task A_load_that_fails_is_a_failure_with_its_last_output()
    {
        var failure = await FailAsync(Server(Serve, Load("echo refused >&2; exit 3")));
        Assert.Equal(DiagnosticCodes.LoadFailed, failure.Code);
        Assert.Contains("failed with exit code 3. Its last output: refused", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CommandFailed, ExitCode.From(failure.Code));
    }

    [Theory]
    [InlineData("kill -SEGV $(cat {0}); sleep 60", "SIGSEGV")]
    [InlineData("kill -SEGV $(cat {0}); exit 1", "SIGSEGV")]
    [InlineData("kill -TERM $(cat {0}); sleep 0.2", "SIGTERM")]
    public async Task A_server_that_ends_under_its_load_is_the_failure_whatever_the_load_says(string load, string signal)
    {
        var failure = await FailAsync(Server(Serve, Load(load.Replace("{0}", PidFile, StringComparison.Ordinal))));
        Assert.Equal(DiagnosticCodes.CommandFailed, failure.Code);
        Assert.Contains($"ended with {signal} under its load", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_may_ask_the_server_to_end()
    {
        var end = _folder.File("end");
        await RunAsync(Server($"echo ready; while [ ! -e {end} ]; do sleep 0.01; done", Load($"touch {end}; sleep 0.3")));
    }

    [Fact]
    public async Task A_load_that_never_ends_is_stopped_when_the_time_is_over()
    {
        var stopped = _folder.File("stopped");
        await RunAsync(Server(Serve, Load($"trap 'touch {stopped}; exit 1' INT; while :; do sleep 0.05; done")), TimeSpan.FromSeconds(0.4));
        Assert.True(File.Exists(stopped));
    }

    [Fact]
    public async Task A_load_without_a_program_fails_before_the_server_starts()
    {
        var failure = await FailAsync(Server(Serve, new ServerLoad("no-such-load", []) { Readiness = new Readiness { Text = "ready" } }));
        Assert.Equal(DiagnosticCodes.CommandNotFound, failure.Code);
        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_neither_server_nor_load()
    {
        var begun = _folder.File("begun");
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_limit);
        var running = ServerWarmUp.RunAsync(Server(Serve, Load($"echo $$ >{begun}; sleep 60")), Timeout.InfiniteTimeSpan, cancellation.Token);
        while (!File.Exists(begun) || File.ReadAllText(begun).Length == 0)
        {
            await Task.Delay(10, _limit);
        }

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Null(ProcessEntry.Read(int.Parse(File.ReadAllText(begun))));
    }

    private static ServerLoad Load(string script) => new("/bin/sh", ["-c", script]) { Readiness = new Readiness { Text = "ready" } };

    // Its script has its process id in a file.
    private CommandTarget Server(string script, ServerLoad load, string text = "ready", double timeout = 30) =>
        new("/bin/sh", ["-c", $"echo $$ >{PidFile}; {script}"])
        {
            Quiet = true,
            Load = load with { Readiness = new Readiness { Text = text, Timeout = TimeSpan.FromSeconds(timeout) } },
        };

    private Task RunAsync(CommandTarget server, TimeSpan? time = null) => ServerWarmUp.RunAsync(server, time ?? Timeout.InfiniteTimeSpan, _limit);

    private async Task<Diagnostic> FailAsync(CommandTarget server) => (await Assert.ThrowsAsync<PerfHarnessException>(() => RunAsync(server))).Diagnostic;
}
