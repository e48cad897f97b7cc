using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Processes;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;
using PerfHarness.TestHosts;
using PerfHarness.Tests.Processes;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.TestHosts;

/// <summary>With the real perf of this machine, and this assembly as the test host (<see cref="HostedTest"/>).</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class TestHostSourceTests : IDisposable
{
    private static readonly string Assembly = typeof(HostedTest).Assembly.Location;
    private readonly TestFolder _temporary = new();
    private readonly CancellationToken _limit = TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Assert.DoesNotContain(ProcessEntry.ReadAll(), entry => !entry.HasEnded && ReadEnvironment(entry.Pid).Contains(_temporary.Path, StringComparison.Ordinal));
        _temporary.Dispose();
    }

    [Fact]
    public async Task A_run_is_a_process_of_its_own_with_the_samples_of_the_body()
    {
        var source = CreateSource(HostedTest.Spins);
        var pids = new List<int>();
        for (var i = 0; i < 2; i++)
        {
            using var run = await RecordAsync(source);
            Assert.True(run.Operations > 1);
            Assert.NotNull(run.BusyTime);
            using var importer = new ProfileImporter(((IRunSource)source).AdaptImport(new ImportOptions()) with { SearchTemporaryFolder = false });
            importer.Add(run.DataPath, run.ToRunInfo(), [run.MapFolder]);
            var profile = importer.Build();
            Assert.True(profile.Samples.Count > 0);
            Assert.Equal(run.Operations, Assert.Single(profile.Runs).Operations);
            Assert.Contains(Enumerable.Range(0, profile.Functions.Count), f => profile.Functions[new(f)].Name.Name.Contains("HostedTest.Spin", StringComparison.Ordinal));
            pids.Add(profile.Threads.Select(thread => thread.Pid).First(pid => pid > 0));
        }

        Assert.Equal(2, pids.Distinct().Count());
        Assert.DoesNotContain(Environment.ProcessId, pids);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path));
    }

    [Theory]
    [InlineData(HostedTest.FailsFirst, "exit code 1", "expected 1 but was 2")]
    [InlineData(HostedTest.FailsInTheMiddle, "exit code 1", "expected 3 but was 4")]
    [InlineData(HostedTest.DiesInTheMiddle, "SIGKILL", "running the test")]
    [InlineData(HostedTest.IsAnother, "exit code 1", "before the test was measured")]
    public async Task A_test_that_fails_in_its_host_says_why(string method, string status, string output)
    {
        var diagnostic = (await Assert.ThrowsAsync<PerfHarnessException>(() => RecordAsync(CreateSource(method)))).Diagnostic;
        Assert.Equal(DiagnosticCodes.TestHostFailed, diagnostic.Code);
        Assert.Contains("the test failed in a test host of its own", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains(status, diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains(output, diagnostic.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path));
    }

    [Fact]
    public async Task An_assembly_that_cannot_be_a_test_host_is_distinguished_from_a_test_that_fails()
    {
        // A program of this repository that knows nothing of test hosts, as an older build of a test assembly.
        var command = TestHostCommand.Create(ScriptedPerf.FakePerf + ".dll", _temporary.Path);
        var source = new TestHostSource(command, CreateTest(HostedTest.Spins), CreateOptions());
        var diagnostic = (await Assert.ThrowsAsync<PerfHarnessException>(() => RecordAsync(source))).Diagnostic;
        Assert.Equal(DiagnosticCodes.TestHostFailed, diagnostic.Code);
        Assert.Contains("does not start as a test host", diagnostic.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path));
    }

    [Fact]
    public async Task A_cancelled_run_leaves_nothing()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_limit);
        var recording = RecordAsync(CreateSource(HostedTest.Waits), cancellation.Token);
        await Wait.UntilAsync(() => Directory.EnumerateFiles(_temporary.Path, "started", SearchOption.AllDirectories).Any());
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => recording);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path));
    }

    [Fact]
    public async Task A_test_host_whose_starter_has_gone_ends_by_itself()
    {
        var folder = Directory.CreateDirectory(_temporary.File("host")).FullName;
        CreateRequest(HostedTest.Waits).Write(folder);
        var command = TestHostCommand.Resolve(TestHostCommand.Create(Assembly, _temporary.Path)).ToCommand().WithExitCodeCheck(false)
            .WithEnvironment(TestHostEnvironment.Create("PerfHarness.Tests", folder));
        var control = new PerfControl(folder);
        using var host = command.Start();
        await Wait.UntilAsync(() => TestHostProtocol.HasStarted(folder));
        control.Send(TestHostProtocol.Prepare);
        control.Dispose();
        Assert.Equal(1, (await host.Exited.WaitAsync(_limit)).Status.Code);
    }

    private static TestHostSource CreateSource(string method) =>
        new(CreateCommand(), CreateTest(method), CreateOptions());

    // A runtime that is killed leaves its diagnostic pipes.
    private static CommandTarget CreateCommand() => TestHostCommand.Create(Assembly, Path.GetTempPath()) with
    {
        Environment = new Dictionary<string, string?> { ["DOTNET_EnableDiagnostics"] = "0" },
    };

    private static RunningTest CreateTest(string method) => new("PerfHarness.Tests", "the test", Assembly) { Method = method };

    private static TestGateOptions CreateOptions() => new() { Name = "the test", MinSamples = 100, BodyAssembly = "PerfHarness.Tests" };

    private static TestHostRequest CreateRequest(string method) => new()
    {
        Test = "the test",
        Method = method,
        Part = "",
        Settings = new Dictionary<string, string>(),
        CpuTime = TimeSpan.FromSeconds(1),
        MaxDuration = TimeSpan.FromSeconds(1),
        WorkingDirectory = Path.GetTempPath(),
    };

    private static string ReadEnvironment(int pid) => ProcFile.Read(FormattableString.Invariant($"/proc/{pid}/environ")) ?? "";

    private async Task<RecordedRun> RecordAsync(IRunSource source, CancellationToken? cancellation = null)
    {
        var recorder = new PerfRecorder(await PerfCapabilities.ProbeAsync(_limit)) { TemporaryFolder = _temporary.Path };
        return await source.RecordAsync(recorder, null, new RecordOptions(), "run 1", cancellation ?? _limit);
    }

    private Task<RecordedRun> RecordAsync(TestHostSource source, CancellationToken? cancellation = null) => RecordAsync((IRunSource)source, cancellation);
}
