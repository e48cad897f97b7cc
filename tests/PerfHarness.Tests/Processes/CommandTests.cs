using System.Diagnostics;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.Tests.Processes;

public sealed class CommandTests
{
    private static readonly CancellationToken Limit = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [Fact]
    public async Task Arguments_reach_the_program_as_they_are()
    {
        string[] arguments = ["a b", "", "'\"\\$(id)`*?", "é\n\tü€", "-x", ";rm"];
        var result = await Command.Create("printf").WithArguments(["%s\\0", .. arguments]).ExecuteBufferedAsync(Limit);
        Assert.Equal(string.Join('\0', arguments) + '\0', result.StandardOutput);
    }

    [Fact]
    public async Task A_failure_carries_command_line_exit_code_end_of_stderr_and_remedy()
    {
        var command = Shell("seq 1 5000 >&2; echo the reason >&2; exit 7").WithRemedy("Do this.");
        var e = await Assert.ThrowsAsync<CommandException>(() => command.ExecuteBufferedAsync(Limit));
        Assert.StartsWith("/bin/sh -c 'seq", e.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 7", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("the reason. Do this.", e.Message, StringComparison.Ordinal);
        Assert.InRange(e.Message.Length, 1000, 3000);
    }

    [Fact]
    public async Task A_signal_is_distinguished_from_an_exit_code()
    {
        var killed = await Shell("kill -9 $$").WithExitCodeCheck(false).ExecuteAsync(Limit);
        Assert.Equal(new ExitStatus(137, 9), killed.Status);
        Assert.Equal("SIGKILL", killed.Status.ToString());
        var exited = await Shell("exit 137").WithExitCodeCheck(false).ExecuteAsync(Limit);
        Assert.Equal(new ExitStatus(137, 0), exited.Status);
    }

    [Fact]
    public async Task A_missing_program_is_known_before_anything_starts()
    {
        var e = await Assert.ThrowsAsync<CommandException>(() => Command.Create("no-such-program").ExecuteAsync(Limit));
        Assert.Equal(DiagnosticCodes.CommandNotFound, e.Diagnostic.Code);
        await Assert.ThrowsAsync<CommandException>(() => Command.Create("/etc/passwd").ExecuteAsync(Limit));
        await Assert.ThrowsAsync<CommandException>(() => Command.Create("/").ExecuteAsync(Limit));
        await Assert.ThrowsAsync<CommandException>(() => Command.Create("true").WithWorkingDirectory("/no/such/folder").ExecuteAsync(Limit));
    }

    [Fact]
    public async Task Environment_changes_add_replace_and_remove()
    {
        var result = await Command.Create("env").WithEnvironment([new("PH_ADDED", "é=1"), new("HOME", null), new("LANG", "C")]).ExecuteBufferedAsync(Limit);
        var lines = result.StandardOutput.Split('\n');
        Assert.Contains("PH_ADDED=é=1", lines);
        Assert.Contains("LANG=C", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("HOME=", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("PATH=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_starts_in_its_working_directory_with_nothing_to_read()
    {
        var result = await Shell("pwd; cat | wc -c").WithWorkingDirectory("/usr/lib").ExecuteBufferedAsync(Limit);
        Assert.Equal(["/usr/lib", "0", ""], result.StandardOutput.Split('\n').Select(line => line.Trim()));
    }

    [Fact]
    public async Task Much_output_on_both_streams_does_not_block()
    {
        var result = await Shell("i=0; while [ $i -lt 4 ]; do head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2; i=$((i+1)); done").ExecuteBufferedAsync(Limit);
        Assert.Equal((4_000_000, 4_000_000), (result.StandardOutput.Length, result.StandardError.Length));
    }

    [Fact]
    public async Task Ignored_signals_of_the_runtime_are_not_inherited()
    {
        // The runtime ignores SIGPIPE (bit 12); a program that is started must die of it as it does from a shell.
        var result = await Shell("grep SigIgn /proc/self/status").ExecuteBufferedAsync(Limit);
        var ignored = Convert.ToUInt64(result.StandardOutput.Split(':')[1].Trim(), 16);
        Assert.Equal(0ul, ignored & (1ul << 12 | 1ul << 1 | 1ul << 2));
    }

    [Fact]
    public async Task Cpu_time_of_the_process_and_its_children_is_measured()
    {
        var result = await Shell("(i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done) & wait; :").ExecuteAsync(Limit);
        Assert.InRange(result.CpuTime, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(30));
        var idle = await Shell("sleep 0.3").ExecuteAsync(Limit);
        Assert.InRange(idle.CpuTime, TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task On_cancellation_sigint_is_sent_first()
    {
        using var folder = new TestFolder();
        using var cancel = new CancellationTokenSource();
        var log = folder.File("log");
        var task = Shell($"trap 'echo int >{log}; exit' INT; echo ready >{log}; while :; do sleep 0.05; done").ExecuteAsync(cancel.Token);
        await Wait.UntilAsync(() => File.Exists(log) && File.ReadAllText(log) == "ready\n");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Equal("int\n", File.ReadAllText(log));
    }

    [Fact]
    public async Task On_cancellation_nothing_is_left_of_a_tree_that_ignores_signals_and_leaves_its_session()
    {
        using var folder = new TestFolder();
        using var cancel = new CancellationTokenSource();
        var mark = folder.Path;
        var script = "trap '' INT TERM; setsid sh -c 'trap \"\" INT TERM; sleep 1001 & sleep 1002' & (setsid sleep 1003 &) ; echo > ready; while :; do sleep 0.05; done";
        var task = Shell(script).WithWorkingDirectory(folder.Path).WithGracePeriod(TimeSpan.FromMilliseconds(100))
            .WithEnvironment([new(ProcessTree.MarkVariable, mark)]).ExecuteAsync(cancel.Token);
        await Wait.UntilAsync(() => File.Exists(folder.File("ready")) && Marked(mark) >= 5);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Equal(0, Marked(mark));
    }

    [Fact]
    public async Task What_a_process_leaves_running_is_ended_with_it()
    {
        // The child keeps the pipe open: waiting for its end would take a thousand seconds.
        var clock = Stopwatch.StartNew();
        var result = await Shell("sleep 1000 & echo $!").ExecuteBufferedAsync(Limit);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30));
        Assert.True(ProcessEntry.Read(int.Parse(result.StandardOutput.Trim())) is null or { HasEnded: true });
    }

    [Fact]
    public void A_description_is_not_changed_by_another_made_from_it()
    {
        var one = Command.Create("a").WithArguments(["x"]).WithEnvironment([new("K", "1")]);
        var two = one.WithArguments(["y z"]).WithEnvironment([new("K", "2")]);
        Assert.Equal(("a x", "1"), (one.ToString(), one.EnvironmentChanges["K"]));
        Assert.Equal(("a 'y z'", "2"), (two.ToString(), two.EnvironmentChanges["K"]));
    }

    [Fact]
    public void A_process_name_may_hold_parentheses_and_spaces()
    {
        var entry = ProcessEntry.Parse("42 (a) b) (R 1 2) S 7 8 9 0 -1 4194560 1 2 3 4 5 6 70 80 20 0 1 0 100 99\n");
        Assert.Equal(new ProcessEntry(42, "a) b) (R 1 2", 'S', 7, 9, 150, 100), entry);
        Assert.Null(ProcessEntry.Parse(""));
        Assert.Null(ProcessEntry.Parse(")("));
        Assert.Null(ProcessEntry.Parse("1 (x) S 1"));
    }

    private static int Marked(string mark) => new ProcessTree(-1, mark) { IsRootReaped = true }.Find().Count(entry => !entry.HasEnded);

    private static Command Shell(string script) => Command.Create("/bin/sh").WithArguments(["-c", script]);
}
