using System.Diagnostics;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Recording.Runtimes;
using PerfHarness.Symbols.Jit;
using PerfHarness.Tests.Shared;
using PerfHarness.Tests.Symbols;

namespace PerfHarness.Tests.Recording.Runtimes;

[Trait(Needs.Trait, Needs.Time)]
public sealed class RuntimeAttachTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DiagnosticBag _diagnostics = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_process_started_with_no_setting_lists_its_methods_and_is_left_as_it_was()
    {
        using var program = NamesProgram.Start(120);
        for (var round = 1; round <= 2; round++)
        {
            using var attach = RuntimeAttach.Start([program.Pid], _diagnostics);
            Assert.Equal([program.Pid], attach.Pids);
            WaitFor(() => File.ReadAllText(MapOf(program.Pid)).Contains("Hot::Loop", StringComparison.Ordinal));
            var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, $"{round}")).FullName;

            var copy = Assert.Single(attach.Finish(folder, _diagnostics));

            Assert.Equal(Path.Combine(folder, $"perf-{program.Pid}.map"), copy);
            AssertNames(folder, program.Pid);
            WaitUntilGone(MapOf(program.Pid));
            Assert.False(program.HasExited);
        }

        Assert.Empty(_diagnostics.ToList());
    }

    [Fact]
    public void A_process_that_dies_meanwhile_has_its_map_all_the_same()
    {
        using var program = NamesProgram.StartHeld();
        using var attach = RuntimeAttach.Start([program.Pid], _diagnostics);
        program.Release();
        WaitFor(() => File.ReadAllText(MapOf(program.Pid)).Contains("Hot::Loop", StringComparison.Ordinal));
        program.Kill();

        attach.Finish(_folder.Path, _diagnostics);

        AssertNames(_folder.Path, program.Pid);
        WaitUntilGone(MapOf(program.Pid));
    }

    // A runtime has one map: 'record -a' beside 'record -p' once had it closed for both.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_recording_that_ends_leaves_the_map_to_the_others_of_the_process(bool firstEnds)
    {
        using var program = NamesProgram.StartHeld();
        using var first = RuntimeAttach.Start([program.Pid], _diagnostics);
        using var second = RuntimeAttach.Start([program.Pid], _diagnostics);
        var (ends, stays) = firstEnds ? (first, second) : (second, first);
        Assert.Single(ends.Finish(Directory.CreateDirectory(_folder.File("ends")).FullName, _diagnostics));

        program.Release();
        WaitFor(() => File.ReadAllText(MapOf(program.Pid)).Contains("Hot::Loop", StringComparison.Ordinal));
        program.Kill();
        stays.Finish(_folder.Path, _diagnostics);

        AssertNames(_folder.Path, program.Pid);
        WaitUntilGone(MapOf(program.Pid));
    }

    [Fact]
    public void Recordings_that_begin_and_end_at_once_leave_the_process_as_it_was()
    {
        using var program = NamesProgram.StartHeld();
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            for (var round = 0; round < 3; round++)
            {
                using var attach = RuntimeAttach.Start([program.Pid], _diagnostics);
                Assert.Equal([], _diagnostics.ToList().Select(d => d.ToString()));
                Assert.Single(attach.Finish(Directory.CreateDirectory(_folder.File($"{i}-{round}")).FullName, _diagnostics));
            }
        });
        Assert.Empty(_diagnostics.ToList());
        WaitUntilGone(MapOf(program.Pid));
    }

    [Fact]
    public void Giving_up_leaves_no_file_and_no_map_being_written()
    {
        using var program = NamesProgram.Start(120);
        using (RuntimeAttach.Start([program.Pid], _diagnostics))
        {
            Assert.True(File.Exists(MapOf(program.Pid)));
        }

        WaitUntilGone(MapOf(program.Pid));
    }

    [Fact]
    public void A_map_that_the_process_writes_by_itself_is_copied_and_stays()
    {
        var own = Directory.CreateDirectory(Path.Combine(_folder.Path, "own")).FullName;
        using var program = NamesProgram.StartHeld(("DOTNET_PerfMapEnabled", "3"), ("DOTNET_PerfMapJitDumpPath", own));
        var map = Path.Combine(own, $"perf-{program.Pid}.map");
        using (var attach = RuntimeAttach.Start([program.Pid], _diagnostics))
        {
            Assert.Single(attach.Finish(Directory.CreateDirectory(_folder.File("before")).FullName, _diagnostics));
        }

        // It writes on, and a later recording has what came since.
        program.Release();
        WaitFor(() => File.ReadAllText(map).Contains("Hot::Loop", StringComparison.Ordinal));
        using var later = RuntimeAttach.Start([program.Pid], _diagnostics);
        later.Finish(_folder.Path, _diagnostics);
        AssertNames(_folder.Path, program.Pid);
        Assert.True(File.Exists(map));
    }

    [Fact]
    public void A_jitdump_that_the_process_writes_by_itself_does_not_end()
    {
        var own = Directory.CreateDirectory(Path.Combine(_folder.Path, "own")).FullName;
        using var program = NamesProgram.StartHeld(
            ("DOTNET_PerfMapEnabled", "2"), ("DOTNET_PerfMapStubGranularity", "2"), ("DOTNET_PerfMapJitDumpPath", own));
        using (var attach = RuntimeAttach.Start([program.Pid], _diagnostics))
        {
            Assert.Single(attach.Finish(Directory.CreateDirectory(_folder.File("before")).FullName, _diagnostics));
        }

        program.Release();
        WaitFor(() => File.ReadAllText(Path.Combine(own, $"jit-{program.Pid}.dump")).Contains("Hot::Loop", StringComparison.Ordinal));
        Assert.Contains("its jitdump", Assert.Single(_diagnostics.ToList()).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(own, $"perf-{program.Pid}.map")));
    }

    [Fact]
    public void A_runtime_that_does_not_listen_and_a_process_that_is_not_there_are_named_and_others_are_passed_over()
    {
        using var deaf = NamesProgram.Start(120, ("DOTNET_EnableDiagnostics", "0"));
        using var native = Process.Start("sleep", ["120"]);
        using var attach = RuntimeAttach.Start([deaf.Pid, native.Id, 2_000_000_000], _diagnostics);
        native.Kill();

        Assert.Empty(attach.Pids);
        Assert.Empty(attach.Finish(_folder.Path, _diagnostics));
        Assert.All(_diagnostics.ToList(), d => Assert.Equal(DiagnosticCodes.AttachFailed, d.Code));
        Assert.Equal(2, _diagnostics.ToList().Count);
        Assert.Contains(_diagnostics.ToList(), d => d.Message.Contains($"process {deaf.Pid} ", StringComparison.Ordinal) && d.Remedy!.Contains("EnableDiagnostics", StringComparison.Ordinal));
        Assert.Contains(_diagnostics.ToList(), d => d.Message.Contains("2000000000", StringComparison.Ordinal));
    }

    [Fact]
    public void A_map_that_another_user_planted_is_not_trusted()
    {
        Assert.SkipUnless(UntrustedFile.EffectiveUserId == 0, "only root can give files away");
        using var program = NamesProgram.Start(120);
        File.WriteAllText(MapOf(program.Pid), "1000 10 int32 [A] N.W::Trap()\n");
        try
        {
            using (var chown = Process.Start("chown", ["12345", MapOf(program.Pid)]))
            {
                chown.WaitForExit();
            }

            using var attach = RuntimeAttach.Start([program.Pid], _diagnostics);

            // Where the kernel protects such files (fs.protected_regular), the runtime makes none at all.
            Assert.Empty(attach.Pids);
            Assert.Equal(DiagnosticCodes.AttachFailed, Assert.Single(_diagnostics.ToList()).Code);
        }
        finally
        {
            File.Delete(MapOf(program.Pid));
        }
    }

    [Fact]
    public void A_process_in_a_container_is_looked_up_by_its_own_pid()
    {
        var start = new ProcessStartInfo("unshare") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["--pid", "--mount", "--fork", "--mount-proc", "--kill-child", "sh", "-c", "mount -t tmpfs none /tmp && mkdir -p \"${TMPDIR:-/tmp}\" && exec dotnet \"$0\" 120", NamesProgram.Program])
        {
            start.ArgumentList.Add(argument);
        }

        using var container = Process.Start(start)!;
        try
        {
            var inner = container.StandardOutput.ReadLine();
            Assert.SkipWhen(inner is null, "namespaces cannot be made here");
            var pid = int.Parse(File.ReadAllText($"/proc/{container.Id}/task/{container.Id}/children"));
            Assert.Equal("1", inner);
            Assert.Equal(1, LiveProcess.TryRead(pid)!.NamespacePid);
            using var attach = RuntimeAttach.Start([pid], _diagnostics);
            WaitFor(() => File.Exists($"/proc/{pid}/root/tmp/perf-1.map") && File.ReadAllText($"/proc/{pid}/root/tmp/perf-1.map").Contains("Hot::Loop", StringComparison.Ordinal));

            attach.Finish(_folder.Path, _diagnostics);

            AssertNames(_folder.Path, pid);
            WaitUntilGone($"/proc/{pid}/root/tmp/perf-1.map");
            Assert.Empty(_diagnostics.ToList());
        }
        finally
        {
            container.Kill();
            container.WaitForExit();
        }
    }

    private static string MapOf(int pid) => $"/tmp/perf-{pid}.map";

    private static void AssertNames(string folder, int pid)
    {
        var map = ProcessJitSymbols.Open(pid, new JitSymbolOptions { Folders = [folder], SearchTemporaryFolder = false, SearchContainer = false }, new DiagnosticBag())!.PerfMap!;
        var names = Enumerable.Range(0, map.Count).Select(i => map.At(i).Name.Name).ToHashSet();
        Assert.Superset(new HashSet<string> { "Names.Hot.Loop(int)", "Program.Main async", "Names.AsyncBodies.Run async", "Names.Lambdas.Nested(int)" }, names);
    }

    // Another recording of the whole machine may still need it.
    private static void WaitUntilGone(string map) => WaitFor(() => !File.Exists(map));

    private static void WaitFor(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Thread.Sleep(20);
        }
    }
}
