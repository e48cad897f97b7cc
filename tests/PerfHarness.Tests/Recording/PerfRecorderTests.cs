using System.Diagnostics;
using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfData;
using PerfHarness.Import;
using PerfHarness.Processes;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;
using PerfHarness.Tests.Processes;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Recording;

/// <summary>With the real perf of this machine.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class PerfRecorderTests : IDisposable
{
    private const string Loop = "i=0; while [ $i -lt 600000 ]; do i=$((i+1)); done; ";
    private static readonly RecordOptions Plain = new();
    private readonly TestFolder _temporary = new();
    private readonly CancellationToken _limit = TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Assert.DoesNotContain(Running(), entry => !entry.HasEnded);
        _temporary.Dispose();
    }

    [Fact]
    public async Task The_samples_periods_are_the_cpu_time_of_the_command_and_its_children()
    {
        using var run = await RecordAsync(Shell($"({Loop}) & {Loop} wait"), Plain with { Event = "cpu-clock" });
        Assert.True(Samples(run).DistinctBy(sample => sample.Pid).Count() > 1);
        AssertAgrees(run);
    }

    [Fact]
    public async Task The_commands_exit_code_is_its_own()
    {
        using var run = await RecordAsync(Shell("exit 255"), Plain);
        Assert.Equal(new ExitStatus(255, 0), run.CommandStatus);
        Assert.Empty(run.Diagnostics);
    }

    [Fact]
    public async Task What_a_killed_command_did_before_is_recorded()
    {
        using var run = await RecordAsync(Shell(Loop + "kill -9 $$"), Plain);
        Assert.Equal(new ExitStatus(137, 9), run.CommandStatus);
        Assert.NotEmpty(Samples(run));
    }

    [Fact]
    public async Task The_commands_streams_are_ours_and_perfs_chatter_is_not_among_them()
    {
        var log = _temporary.File("streams");
        using var run = await RecordAsync(new CommandTarget("/bin/sh", ["-c", $"o=$(readlink /proc/$$/fd/1); e=$(readlink /proc/$$/fd/2); printf '%s\\n%s\\n' \"$o\" \"$e\" >'{log}'"]), Plain);
        var ours = await Command.Create("readlink").WithArguments([$"/proc/{Environment.ProcessId}/fd/1", $"/proc/{Environment.ProcessId}/fd/2"]).ExecuteBufferedAsync(_limit);
        Assert.Equal(ours.StandardOutput, await File.ReadAllTextAsync(log, _limit));
    }

    [Fact]
    public async Task The_command_gets_its_arguments_environment_and_directory_unchanged()
    {
        var log = _temporary.File("log");
        var target = new CommandTarget("/bin/sh", ["-c", $"printf '%s|' \"$0\" \"$@\" \"$PH_X\" \"$PWD\" >'{log}'", "-a", "b c", "", "$(id)"])
        {
            Environment = new Dictionary<string, string?> { ["PH_X"] = "é 1" },
            WorkingDirectory = "/usr/lib",
            Quiet = true,
        };
        using var run = await RecordAsync(target, Plain);
        Assert.Equal("-a|b c||$(id)|é 1|/usr/lib|", await File.ReadAllTextAsync(log, _limit));
    }

    [Theory]
    [InlineData("no-such-command")]
    [InlineData("./no/such/command")]
    [InlineData("/etc/passwd")]
    public async Task A_missing_command_is_not_perfs_failure(string program)
    {
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => RecordAsync(new CommandTarget(program, []), Plain));
        Assert.Equal(DiagnosticCodes.CommandNotFound, e.Diagnostic.Code);
        Assert.Empty(FindLeftovers());
    }

    [Fact]
    public async Task An_event_that_does_not_exist_is_reported_before_the_command_runs()
    {
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => RecordAsync(Shell($"touch {_temporary.File("ran")}"), Plain with { Event = "no-such-event" }));
        Assert.Equal(DiagnosticCodes.EventUnsupported, e.Diagnostic.Code);
        Assert.Contains("no-such-event", e.Diagnostic.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_temporary.File("ran")));
        Assert.Empty(FindLeftovers());
    }

    [Fact]
    public async Task A_daemon_that_the_command_leaves_is_ended_and_its_time_is_counted()
    {
        var ready = _temporary.File("ready");
        using var run = await RecordAsync(Shell($"(setsid sh -c '{Loop} echo >{ready}; sleep 1000' &) ; while [ ! -e {ready} ]; do sleep 0.05; done"), Plain);
        Assert.Equal(new ExitStatus(0, 0), run.CommandStatus);
        Assert.DoesNotContain(Running(), entry => !entry.HasEnded);
        AssertAgrees(run);
    }

    [Fact]
    public async Task The_duration_ends_the_recording_and_the_command()
    {
        using var run = await RecordAsync(Shell("while :; do :; done"), Plain with { Duration = TimeSpan.FromSeconds(0.4) });
        Assert.Null(run.CommandStatus);
        Assert.True(run.WallTime >= TimeSpan.FromSeconds(0.39));
        Assert.NotEmpty(Samples(run));
        Assert.DoesNotContain(Running(), entry => !entry.HasEnded);
    }

    [Fact]
    public async Task The_time_before_the_delay_is_not_recorded()
    {
        // perf and Stopwatch have one clock. The command works from its start until its recording's duration ends it.
        var recorder = await RecorderAsync();
        var delay = TimeSpan.FromSeconds(0.5);
        var began = MonotonicNanoseconds();
        using var run = await recorder.RecordAsync(Shell("while :; do :; done"), Plain with { Delay = delay, Duration = TimeSpan.FromSeconds(1) }, _limit);
        Assert.NotEmpty(Samples(run));
        Assert.All(Samples(run), sample => Assert.True(sample.Time >= began + (ulong)(delay.TotalNanoseconds)));
        AssertAgrees(run);
    }

    [Fact]
    public async Task A_delay_longer_than_the_command_is_reported()
    {
        using var run = await RecordAsync(Shell(":"), Plain with { Delay = TimeSpan.FromSeconds(5) });
        Assert.Equal(DiagnosticCodes.NoSamples, Assert.Single(run.Diagnostics).Code);
        Assert.Empty(Samples(run));
    }

    [Fact]
    public async Task On_cancellation_nothing_is_left()
    {
        using var cancel = new CancellationTokenSource();
        var ready = _temporary.File("ready");
        var task = (await RecorderAsync()).RecordAsync(Shell($"trap '' INT TERM; setsid sleep 1000 & echo >{ready}; while :; do sleep 0.1; done"), Plain, cancel.Token);
        await Wait.UntilAsync(() => File.Exists(ready));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Empty(FindLeftovers());
        Assert.DoesNotContain(Running(), entry => !entry.HasEnded);
    }

    [Fact]
    public async Task A_dotnet_command_and_its_dotnet_children_leave_their_jitdumps_in_the_private_folder()
    {
        using var run = await RecordAsync(Shell($"'{ScriptedPerf.FakePerf}' --version; '{ScriptedPerf.FakePerf}' --version; :"), Plain);
        var dumps = Directory.GetFiles(run.MapFolder, "jit-*.dump");
        Assert.Equal(2, dumps.Length);
        Assert.All(dumps, dump => Assert.Contains("Program::", File.ReadAllText(dump), StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(run.MapFolder, "*.map"));
        var kept = RecordingFile.Save(run, _temporary.File("kept/perf.data"));
        Assert.Equal(3, Directory.GetFiles(kept.Paths[0] + PerfDataImporter.MapsExtension).Length); // both, and what is known of the run
    }

    [Theory]
    [InlineData("node", "-e", "function hot(n) { let s = 0; for (let i = 0; i < n; i++) s += i % 7; return s; } hot(3e7)")]
    [InlineData("java", "-version", "")]
    public async Task Maps_that_can_only_be_written_to_tmp_are_moved(string program, string option, string argument)
    {
        var folder = _temporary.File("work");
        Directory.CreateDirectory(folder);
        var command = new CommandTarget(program, argument.Length == 0 ? [option] : [option, argument]) { Quiet = true, WorkingDirectory = folder };
        using var run = await RecordAsync(command, Plain);
        Assert.Equal(0, run.CommandStatus?.Code);
        var map = Assert.Single(Directory.GetFiles(run.MapFolder, "perf-*.map"));
        Assert.False(File.Exists(Path.Combine("/tmp", Path.GetFileName(map))));
        Assert.Empty(Directory.GetFiles(folder)); // Node's log
    }

    [Fact]
    public async Task A_running_process_is_recorded_until_its_companion_ends()
    {
        using var busy = Command.Create("/bin/sh").WithArguments(["-c", "while :; do :; done"]).Start();
        var target = new AttachTarget { Pids = [busy.Pid], Companion = new CommandTarget("sleep", ["0.5"]) };
        using var run = await (await RecorderAsync()).AttachAsync(target, Plain, CancellationToken.None, _limit);
        Assert.All(Samples(run), sample => Assert.Equal(busy.Pid, sample.Pid));
        Assert.NotEmpty(Samples(run));
        Assert.Equal(new ExitStatus(0, 0), run.CommandStatus);
        Assert.False(busy.Exited.IsCompleted);
    }

    [Fact]
    public async Task A_process_is_found_by_its_name_and_recorded_until_stopped()
    {
        var name = "ph" + Path.GetRandomFileName()[..6];
        File.Copy("/bin/sleep", _temporary.File(name));
        using var asleep = Command.Create(_temporary.File(name)).WithArguments(["1000"]).Start();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(0.3));
        using var run = await (await RecorderAsync()).AttachAsync(new AttachTarget { Names = [name] }, Plain, stop.Token, _limit);
        Assert.Equal([asleep.Pid], run.PerfCommand.Pids);
        Assert.NotNull(run.CpuTime);
    }

    [Fact]
    public async Task The_whole_machine_is_recorded_for_a_while()
    {
        var target = new AttachTarget { AllCpus = true, Companion = Shell(Loop) };
        using var run = await (await RecorderAsync()).AttachAsync(target, Plain, CancellationToken.None, _limit);
        Assert.NotEmpty(Samples(run));
        Assert.Null(run.CpuTime);
    }

    [Fact]
    public async Task Attaching_to_nothing_is_rejected()
    {
        var recorder = await RecorderAsync();
        foreach (var target in (AttachTarget[])[new() { Pids = [int.MaxValue] }, new() { Names = ["no such name"] }, new()])
        {
            await Assert.ThrowsAsync<PerfHarnessException>(() => recorder.AttachAsync(target, Plain, CancellationToken.None, _limit));
        }

        Assert.Empty(FindLeftovers());
    }

    [Fact]
    public async Task Regions_of_our_own_process_are_recorded_and_nothing_between_them()
    {
        using var region = await (await RecorderAsync()).StartRegionAsync(Plain, _limit);
        Spin(100);
        var before = MonotonicNanoseconds();
        await region.EnableAsync(_limit);
        var inside = Spin(100);
        await region.DisableAsync(_limit);
        var after = MonotonicNanoseconds();
        Spin(100);
        using var run = await region.FinishAsync();
        Assert.Contains(Samples(run), sample => sample.Tid == inside);
        Assert.All(Samples(run), sample => Assert.InRange(sample.Time, before, after));
        Assert.InRange(run.WallTime.TotalNanoseconds, 1, (double)(after - before));
        Assert.Single(Directory.GetFiles(run.MapFolder, "perf-*.map"));
        Assert.Contains(nameof(Spin), File.ReadAllText(Directory.GetFiles(run.MapFolder)[0]), StringComparison.Ordinal);
        await Wait.UntilAsync(() => !File.Exists($"/tmp/perf-{Environment.ProcessId}.map"));
    }

    /// <summary>Uses this much CPU time, however long that takes.</summary>
    /// <returns>The thread that did.</returns>
    private static int Spin(int milliseconds)
    {
        var thread = int.Parse(File.ResolveLinkTarget("/proc/thread-self", false)!.Name, CultureInfo.InvariantCulture);
        var until = CpuClock.GetThreadTime(thread) + TimeSpan.FromMilliseconds(milliseconds);
        while (CpuClock.GetThreadTime(thread) < until)
        {
        }

        return thread;
    }

    private static ulong MonotonicNanoseconds() => (ulong)(Stopwatch.GetTimestamp() * (1_000_000_000.0 / Stopwatch.Frequency));

    // A virtual machine that is short of processors may be stopped while a clock goes on: how exactly the two agree is the
    // machine's, that both are of the same processes is ours.
    private static void AssertAgrees(RecordedRun run)
    {
        var sampled = TimeSpan.FromMicroseconds(Samples(run).Sum(sample => (double)sample.Period) / 1000);
        Assert.InRange(sampled / run.CpuTime!.Value, 0.6, 1.6);
    }

    private static List<(int Pid, int Tid, ulong Time, ulong Period)> Samples(RecordedRun run)
    {
        var samples = new List<(int, int, ulong, ulong)>();
        using var file = PerfDataFile.Open(run.DataPath, new DiagnosticBag());
        var reader = file.ReadRecords();
        while (reader.Read())
        {
            if (reader.Type == RecordType.Sample && reader.TryGetSample(out var sample))
            {
                samples.Add((sample.Pid, sample.Tid, sample.Time, sample.Period));
            }
        }

        return samples;
    }

    private static CommandTarget Shell(string script) => new("/bin/sh", ["-c", script]) { Quiet = true };

    private async Task<PerfRecorder> RecorderAsync() =>
        new(await PerfCapabilities.ProbeAsync(_limit)) { TemporaryFolder = _temporary.Path, GracePeriod = TimeSpan.FromMilliseconds(200) };

    private async Task<RecordedRun> RecordAsync(CommandTarget target, RecordOptions options) => await (await RecorderAsync()).RecordAsync(target, options, _limit);

    private IEnumerable<string> FindLeftovers() => Directory.EnumerateDirectories(_temporary.Path, "perfharness-*");

    /// <summary>perf and whatever else carries the folder of one of this test's recordings.</summary>
    private List<ProcessEntry> Running() => ProcessEntry.ReadAll().FindAll(entry =>
        ProcFile.Read($"/proc/{entry.Pid}/environ")?.Contains($"{ProcessTree.MarkVariable}={_temporary.Path}", StringComparison.Ordinal) == true);
}
