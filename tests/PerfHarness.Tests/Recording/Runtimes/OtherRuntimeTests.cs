using System.Diagnostics;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording.Runtimes;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Recording.Runtimes;

/// <summary>Running processes of other runtimes than .NET: what names their code when perf attaches.</summary>
[Trait(Needs.Trait, Needs.Toolchain)]
public sealed class OtherRuntimeTests : IDisposable
{
    private const string Java = """
        public class Spin {
            static double spinAlpha(int n) { double s = 0; for (int i = 1; i < n; i++) s += i % 7.5; return s; }
            public static void main(String[] a) { double s = 0; for (int i = 0; i < 3000; i++) s += spinAlpha(10000); System.out.println("warm"); while (true) s += spinAlpha(10000); }
        }
        """;

    private const string Node = "function spinBeta(n){let s=0;for(let i=1;i<n;i++)s+=i%7;return s} for(let i=0;i<3000;i++)spinBeta(10000); console.log('warm'); for(;;)spinBeta(10000)";

    private readonly TemporaryFolder _folder = new();
    private readonly DiagnosticBag _diagnostics = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_java_virtual_machine_lists_its_code_on_request_and_is_left_as_it_was(bool hadMap)
    {
        using var java = StartJava("-XX:+PreserveFramePointer");
        if (hadMap)
        {
            File.WriteAllText(java.Map, "1000 10 somebodysOwn\n");
        }

        var copy = Assert.Single(Attach(java.Pid));

        Assert.Equal(_folder.File($"perf-{java.Pid}.map"), copy);
        Assert.Contains("Spin.spinAlpha", File.ReadAllText(copy), StringComparison.Ordinal);
        Assert.Equal(hadMap, File.Exists(java.Map));
        Assert.False(File.Exists($"/tmp/.attach_pid{java.Pid}"));
        Assert.False(java.HasExited);
        Assert.Empty(_diagnostics.ToList());

        // It listens by now.
        Directory.CreateDirectory(_folder.File("again"));
        Assert.Single(Attach(java.Pid, _folder.File("again")));
    }

    [Fact]
    public void A_java_virtual_machine_without_frame_pointers_is_named_with_what_to_do()
    {
        using var java = StartJava("-XX:-PreserveFramePointer");
        Assert.Single(Attach(java.Pid));
        var message = Assert.Single(_diagnostics.ToList());
        Assert.Equal((DiagnosticCodes.BrokenStacks, Severity.Info), (message.Code, message.Severity));
        Assert.Contains("-XX:+PreserveFramePointer", message.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_java_virtual_machine_that_takes_no_commands_is_left_alone_and_that_is_said()
    {
        using var java = StartJava("-XX:+DisableAttachMechanism");
        Assert.Empty(Attach(java.Pid));
        var warning = Assert.Single(_diagnostics.ToList());
        Assert.Equal(DiagnosticCodes.AttachFailed, warning.Code);
        Assert.Contains("-XX:+DisableAttachMechanism", warning.Message, StringComparison.Ordinal);
        // It prints all its stacks when it is asked all the same.
        Assert.DoesNotContain("thread dump", java.End(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_map_of_a_node_process_is_copied_and_stays()
    {
        using var node = StartNode("--perf-basic-prof");
        var copy = Assert.Single(Attach(node.Pid));
        Assert.Contains("spinBeta", File.ReadAllText(copy), StringComparison.Ordinal);
        Assert.True(File.Exists(node.Map));
        Assert.Empty(_diagnostics.ToList());
    }

    [Fact]
    public void The_map_of_a_node_process_that_has_ended_meanwhile_is_copied_all_the_same()
    {
        using var node = StartNode("--perf-basic-prof");
        using var attach = RuntimeAttach.Start([node.Pid], _diagnostics);
        node.Dispose();
        Assert.Single(attach.Finish(_folder.Path, _diagnostics));
    }

    [Fact]
    public void A_map_older_than_the_process_is_not_copied_and_that_is_said()
    {
        using var node = StartNode("--perf-basic-prof");
        node.Suspend();
        File.SetLastWriteTimeUtc(node.Map, DateTime.UtcNow.AddHours(-1));
        Assert.Empty(Attach(node.Pid));
        Assert.Equal(DiagnosticCodes.StalePerfMap, Assert.Single(_diagnostics.ToList()).Code);
    }

    [Fact]
    public void A_node_process_without_a_map_is_named_with_what_to_do()
    {
        using var node = StartNode();
        Assert.Empty(Attach(node.Pid));
        var warning = Assert.Single(_diagnostics.ToList());
        Assert.Equal(DiagnosticCodes.PerfMapUnavailable, warning.Code);
        Assert.Contains("--perf-basic-prof", warning.Remedy, StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Attach(int pid, string? folder = null)
    {
        using var attach = RuntimeAttach.Start([pid], _diagnostics);
        return attach.Finish(folder ?? _folder.Path, _diagnostics);
    }

    private Program StartJava(params string[] options)
    {
        Tools.SkipUnless("java", "javac");
        File.WriteAllText(_folder.File("Spin.java"), Java);
        Tools.Run("javac", ["Spin.java"], _folder.Path);
        return Start("java", [.. options, "-cp", _folder.Path, "Spin"]);
    }

    private Program StartNode(params string[] options)
    {
        Tools.SkipUnless("node");
        return Start("node", [.. options, "-e", Node]);
    }

    private Program Start(string program, string[] arguments)
    {
        var started = new Program(Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.Path, RedirectStandardOutput = true, UseShellExecute = false,
        })!);
        Assert.Equal("warm", started.ReadLine());
        return started;
    }

    /// <summary>A running program, which is gone after the test with all that it leaves.</summary>
    private sealed class Program(Process process) : IDisposable
    {
        public int Pid { get; } = process.Id;

        public string Map => $"/tmp/perf-{Pid}.map";

        public bool HasExited => process.HasExited;

        public string? ReadLine() => process.StandardOutput.ReadLine();

        public void Suspend() => Assert.Equal(0, LibC.Kill(Pid, Signals.Parse("STOP")!.Value));

        /// <summary>The rest of its output.</summary>
        public string End()
        {
            process.Kill();
            return process.StandardOutput.ReadToEnd();
        }

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            File.Delete($"/tmp/.java_pid{Pid}");
            File.Delete(Map);
        }
    }
}
