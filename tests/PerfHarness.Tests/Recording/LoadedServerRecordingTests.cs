using System.Runtime.CompilerServices;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Processes;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Recording.Servers;
using PerfHarness.Tests.Recording.Servers;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Recording;

/// <summary>With the real perf of this machine, memcached and an ASP.NET Core program.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class LoadedServerRecordingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationToken _limit = TestContext.Current.CancellationToken;
    private readonly int _port = FreePort.Find();

    public void Dispose()
    {
        Assert.Empty(ListeningSockets.Find(_port, Environment.ProcessId));
        Assert.Empty(Directory.EnumerateDirectories(_folder.Path, "perfharness-*"));
        _folder.Dispose();
    }

    [Fact]
    public async Task Memcached_is_recorded_while_its_load_runs()
    {
        Tools.SkipUnless("perf", "memcached", "memcslap");
        using (var run = await RecordAsync(Memcached(["--execute-number=20000", "--concurrency=2"]), new RecordOptions()))
        {
            Assert.Null(run.Failure);
            Assert.DoesNotContain(run.Diagnostics, d => d.Severity != Severity.Info);
            var profile = Import(run);
            Assert.True(profile.Samples.Count > 50, $"{profile.Samples.Count} samples");
            Assert.Single(profile.Threads.Select(thread => thread.Pid).Distinct());
            Assert.All(profile.Threads, thread => Assert.True(thread.CommandName is "memcached" or ['m', 'c', '-', ..], thread.CommandName));
            Assert.InRange(run.CpuTime!.Value, TimeSpan.FromMilliseconds(10), run.WallTime * Environment.ProcessorCount);
        }
    }

    [Fact]
    public async Task The_start_of_an_asp_net_core_program_is_not_recorded_and_its_load_is()
    {
        Tools.SkipUnless("perf");
        using (var run = await RecordAsync(Web(new Readiness { Address = new Uri($"http://127.0.0.1:{_port}/health") }, requests: 60), new RecordOptions()))
        {
            Assert.Null(run.Failure);
            Assert.Equal(60, run.Operations);
            var names = Functions(Import(run));
            Assert.Contains("UnderLoad.Spin()", names);
            Assert.DoesNotContain("BeforeTheLoad.Spin()", names);
        }
    }

    [Fact]
    public async Task The_delay_and_the_duration_are_counted_from_the_loads_start()
    {
        Tools.SkipUnless("perf");
        var options = new RecordOptions { Delay = TimeSpan.FromSeconds(0.3), Duration = TimeSpan.FromSeconds(0.5) };
        using (var run = await RecordAsync(Web(new Readiness { Text = "Now listening on" }, requests: 1_000_000), options))
        {
            Assert.Null(run.Failure);
            Assert.Null(run.Operations);
            Assert.InRange(run.WallTime, TimeSpan.FromSeconds(0.49), TimeSpan.FromSeconds(10));
            Assert.Contains("UnderLoad.Spin()", Functions(Import(run)));
        }
    }

    [Fact]
    public async Task A_load_that_fails_leaves_the_recording_and_the_reason()
    {
        Tools.SkipUnless("perf", "memcached");
        var server = Memcached([]);
        server = server with { Load = new ServerLoad("/bin/sh", ["-c", "echo no; exit 9"]) { Readiness = server.Load!.Readiness } };
        using (var run = await RecordAsync(server, new RecordOptions()))
        {
            Assert.Equal(DiagnosticCodes.LoadFailed, run.Failure!.Code);
            Assert.True(File.Exists(run.DataPath));
        }
    }

    [Fact]
    public async Task A_server_that_does_not_stop_is_reported_and_its_recording_kept()
    {
        Tools.SkipUnless("perf", "memcached");
        var server = Memcached([]);
        var load = new ServerLoad("true", []) { Readiness = server.Load!.Readiness, StopSignal = Signals.Parse("WINCH")!.Value, StopTimeout = TimeSpan.FromSeconds(0.2) };
        using (var run = await RecordAsync(server with { Load = load }, new RecordOptions()))
        {
            Assert.Null(run.Failure);
            Assert.Contains("after SIGWINCH", Assert.Single(run.Diagnostics, d => d.Code == DiagnosticCodes.ServerNotStopped).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_port_that_was_taken_before_is_named_when_the_server_ends_for_it()
    {
        Tools.SkipUnless("perf", "memcached");
        var server = Memcached([]);
        using (var other = server.ToCommand().Start())
        {
            while (ListeningSockets.Find(_port, Environment.ProcessId).Count == 0)
            {
                await Task.Delay(10, _limit);
            }

            var e = await Assert.ThrowsAsync<PerfHarnessException>(() => RecordAsync(server, new RecordOptions()));
            Assert.Equal(DiagnosticCodes.ServerNotReady, e.Diagnostic.Code);
            Assert.Contains($"Port {_port} is in use by memcached (process {other.Pid})", e.Diagnostic.Message, StringComparison.Ordinal);
        }
    }

    private static List<string> Functions(Profile profile) =>
        [.. SelfShares.Compute(new SampleFilter().Apply(profile)).Rows.Select(row => row.Name.Name)];

    private static Profile Import(RecordedRun run)
    {
        using var importer = new ProfileImporter(new ImportOptions { JitFolders = [run.MapFolder], SearchTemporaryFolder = false });
        importer.Add(run.DataPath, run.ToRunInfo());
        return importer.Build();
    }

    private static string GetWebServer([CallerFilePath] string path = "") => Path.Combine(
        Path.GetDirectoryName(path)!, "..", "..", "Fixtures", "WebServer", "bin",
        Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!), "net10.0", "WebServer.dll");

    private CommandTarget Memcached(string[] arguments) => new("memcached", ["-u", "nobody", "-l", "127.0.0.1", "-p", $"{_port}"])
    {
        Quiet = true,
        Load = new ServerLoad("memcslap", ["-s", $"127.0.0.1:{_port}", .. arguments]) { Readiness = new Readiness { Port = _port } },
    };

    private CommandTarget Web(Readiness readiness, int requests) => new("dotnet", [GetWebServer(), "serve", $"http://127.0.0.1:{_port}"])
    {
        Quiet = true,
        Load = new ServerLoad("dotnet", [GetWebServer(), "ask", $"http://127.0.0.1:{_port}/work", $"{requests}"]) { Readiness = readiness },
    };

    private async Task<RecordedRun> RecordAsync(CommandTarget target, RecordOptions options)
    {
        var capabilities = await PerfCapabilities.ProbeAsync(_limit);
        Assert.SkipUnless(capabilities.CanProfile, "profiling is impossible here");
        return await new PerfRecorder(capabilities) { TemporaryFolder = _folder.Path }.RecordAsync(target, options, _limit);
    }
}
