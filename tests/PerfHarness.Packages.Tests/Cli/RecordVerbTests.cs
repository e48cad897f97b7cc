using System.Diagnostics;
using System.Globalization;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Cli;

[Trait(Needs.Trait, Needs.Perf)]
public sealed class RecordVerbTests(NativeProgram bench) : IClassFixture<NativeProgram>
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void A_signal_ends_the_command_and_keeps_the_recording(string signal)
    {
        using var tool = new CommandLineTool();
        // A script's background job, which starts with SIGINT ignored.
        var result = tool.Shell($$"""
            TOOL record -o server.data -- /bin/sh -c 'echo > ready; exec {{bench.Executable}} 100000000' &
            tool=$!
            until [ -e ready ]; do sleep 0.1; done
            sleep 1
            kill -{{signal}} $tool
            wait $tool
            """).Expect(0);
        Assert.Matches("server.data: [1-9][0-9,]* samples", result.Output);
        Assert.Empty(tool.Leftovers);
        Assert.Contains(" cpu-clock", tool.Run("report", "server.data").Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_signal_kills_a_command_that_ignores_the_first()
    {
        using var tool = new CommandLineTool();
        using var record = tool.Start(null, "record", "-o", "x", "--", "/bin/sh", "-c", "trap '' INT TERM; echo ready; while :; do :; done");
        Assert.Equal("ready", record.StandardOutput.ReadLine());
        CommandLineTool.Interrupt(record);
        Assert.Contains("finishing", record.StandardError.ReadLine(), StringComparison.Ordinal);
        CommandLineTool.Interrupt(record);
        Assert.Contains("x: ", CommandLineTool.Finish(record).Expect(0).Output, StringComparison.Ordinal);
        Assert.Empty(tool.Leftovers);
    }

    [Fact]
    public void A_recording_that_is_replaced_is_renamed_with_its_maps()
    {
        using var tool = new CommandLineTool();
        tool.Run("record", "-q", "-o", "x", "--", "true").Expect(0);
        File.WriteAllText(Path.Combine(tool.GetWorkPath("x.maps"), "mark"), "");
        Assert.Empty(tool.Run("record", "-q", "-o", "x", "--", "true").Expect(0).Output);
        Assert.True(File.Exists(tool.GetWorkPath("x.old")));
        Assert.True(File.Exists(Path.Combine(tool.GetWorkPath("x.old.maps"), "mark")));
        Assert.False(File.Exists(Path.Combine(tool.GetWorkPath("x.maps"), "mark")));
    }

    [Fact]
    public void A_recording_that_cannot_be_saved_is_kept_where_the_message_says()
    {
        using var tool = new CommandLineTool();
        // The folder vanishes while the command runs.
        Directory.CreateDirectory(tool.GetWorkPath("out"));
        var result = tool.Run("record", "-o", "out/x", "--", "/bin/sh", "-c", "rmdir out; touch out").Expect(2);
        Assert.Contains("The recording is kept: '", result.Error, StringComparison.Ordinal);
        var kept = result.Error.Split("The recording is kept: '")[1].Split('\'')[0];
        Assert.Contains(" samples", tool.Run("report", kept).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Five_hundred_calls_are_five_hundred()
    {
        using var tool = new CommandLineTool();
        // Native: what starts an interpreter may connect to something itself.
        File.WriteAllText(tool.GetWorkPath("connect.c"), """
            #include <arpa/inet.h>
            #include <sys/socket.h>
            #include <unistd.h>
            int main(void)
            {
                struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
                for (int i = 0; i < 500; i++)
                {
                    int connection = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
                    connect(connection, (struct sockaddr*)&address, sizeof address);
                    close(connection);
                }
            }
            """);
        tool.Shell("gcc -O2 -fno-omit-frame-pointer connect.c -o connect").Expect(0);
        var recorded = tool.Run("record", "-o", "x", "-e", "syscalls:sys_enter_connect,cpu-clock", "--", "./connect").Expect(0);
        Assert.Contains("x: 500 calls of syscalls:sys_enter_connect, ", recorded.Output, StringComparison.Ordinal);
        var report = tool.Run("report", "x").Expect(0).Output;
        Assert.StartsWith("500 calls · syscalls:sys_enter_connect\n", report, StringComparison.Ordinal);
        Assert.Contains("self %  total %  calls  module", report, StringComparison.Ordinal);
        var graph = tool.Run("flamegraph", "x").Expect(0).Output;
        Assert.Contains("syscalls:sys_enter_connect: Flame Graph", graph, StringComparison.Ordinal);
        Assert.Contains("(500 calls, 100.00%)", graph, StringComparison.Ordinal);
        Assert.Contains("50 samples", tool.Run("record", "-o", "y", "-e", "syscalls:sys_enter_connect", "-c", "10", "--", "./connect").Expect(0).Output, StringComparison.Ordinal);
        Assert.Matches("y: [0-9]{1,2} samples", tool.Run("record", "-o", "y", "-e", "syscalls:sys_enter_connect", "-F", "97", "--", "./connect").Expect(0).Output);
    }

    [Fact]
    public void A_filter_applies_to_the_tracepoint_before_it()
    {
        using var tool = new CommandLineTool();
        tool.Run(
            "record", "-q", "-o", "x", "-e", "syscalls:sys_enter_write", "--filter", "count == 3", "-e", "syscalls:sys_enter_dup2", "--", "/bin/sh", "-c",
            "for i in 1 2 3 4 5; do echo ab; echo abc; done > /dev/null").Expect(0);
        Assert.StartsWith("5 calls", tool.Run("report", "x", "--event", "syscalls:sys_enter_write").Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains(" calls", tool.Run("report", "x", "--event", "syscalls:sys_enter_dup2").Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_was_running_has_its_own_name_and_not_that_of_its_parent()
    {
        using var tool = new CommandLineTool();
        using var program = Process.Start(new ProcessStartInfo(bench.Executable, ["100000000"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        try
        {
            tool.Run("record", "-q", "-a", "-o", "x", "--duration", "500ms").Expect(0);
            var report = tool.Run("report", "--by", "process", "--top", "0", "x").Expect(0).Output;
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $" bench ({program.Id})"), report, StringComparison.Ordinal);
        }
        finally
        {
            program.Kill();
        }
    }

    [Fact]
    public void Single_threads_are_recorded()
    {
        using var tool = new CommandLineTool();
        using var program = Process.Start(new ProcessStartInfo(bench.Executable, ["100000000"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        try
        {
            var id = program.Id.ToString(CultureInfo.InvariantCulture);
            Assert.Matches("[1-9][0-9]* samples", tool.Run("record", "-o", "x", "-t", id, "--duration", "500ms").Expect(0).Output);
            Assert.Contains("There is no thread", tool.Run("record", "-t", "2147483000").Expect(3).Error, StringComparison.Ordinal);
        }
        finally
        {
            program.Kill();
        }
    }

    [Fact]
    public void A_long_recording_is_written_in_parts_each_with_its_maps()
    {
        using var tool = new CommandLineTool();
        var result = tool.Run("record", "-o", "x", "-F", "5000", "--switch-output=64K", "--", bench.Executable, "600").Expect(0);
        var parts = Directory.GetFiles(tool.WorkFolder, "x.*").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).ToArray();
        Assert.True(parts.Length > 1, result.Output);
        Assert.All(parts, part => Assert.True(Directory.Exists(tool.GetWorkPath(part + ".maps"))));
        var samples = result.Output.Split(": ")[1].Split(' ')[0];
        // As the shell expands x.*: with the folders.
        var report = tool.Shell("TOOL report x.*").Expect(0).Output;
        Assert.StartsWith(samples + " samples", report, StringComparison.Ordinal);
        Assert.Contains("steady", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cannot be used together", "--frequency", "10", "--count", "2", "--", "true")]
    [InlineData("multiple of 8", "--call-graph", "dwarf,7", "--", "true")]
    [InlineData("needs the tracepoint", "--filter", "x", "--", "true")]
    [InlineData("power of two", "-m", "3", "--", "true")]
    [InlineData("takes ids", "-p", "1,x")]
    [InlineData("needs -a or -C", "--cgroup", "x", "-p", "1")]
    [InlineData("needs --switch-output", "--switch-max-files", "2", "--", "true")]
    [InlineData("takes a size", "--switch-output=x", "--", "true")]
    [InlineData("standard output", "-o", "-", "--", "true")]
    public void Nonsense_is_a_usage_error(string message, params string[] arguments)
    {
        using var tool = new CommandLineTool();
        Assert.Contains(message, tool.Run(["record", .. arguments]).Expect(2).Error, StringComparison.Ordinal);
    }
}
