using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Tests.Recording.Capabilities;

namespace PerfHarness.Tests.Recording;

/// <summary>How a recording ends where perf does not do what it should.</summary>
public sealed class FakePerfTests
{
    private static readonly CommandTarget Sleep = new("sleep", ["0.3"]) { Quiet = true };

    [Fact]
    public async Task A_rejected_buffer_is_tried_again_smaller_before_the_command_runs()
    {
        using var host = new FakeHost("LittleMemory");
        using var run = await (await host.RecorderAsync()).RecordAsync(Sleep, new RecordOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(4, run.PerfCommand.BufferPages);
        Assert.Equal(new ExitStatus(0, 0), run.CommandStatus);
        Assert.Equal(DiagnosticCodes.MlockLimit, Assert.Single(run.Diagnostics).Code);
    }

    [Fact]
    public async Task A_buffer_size_that_the_user_sets_is_not_reduced()
    {
        using var host = new FakeHost("LittleMemory");
        var e = await RecordFailureAsync(host, new RecordOptions { BufferPages = 128 });
        Assert.Equal(DiagnosticCodes.MlockLimit, e.Code);
        Assert.Contains("perf_event_mlock_kb", e.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NoBuildIds")]
    [InlineData("NoBuildIdsInKernel")]
    public async Task A_perf_or_a_kernel_without_build_ids_of_mappings_records_without_them(string misbehavior)
    {
        using var host = new FakeHost(misbehavior);
        using var run = await (await host.RecorderAsync()).RecordAsync(Sleep, new RecordOptions(), TestContext.Current.CancellationToken);
        Assert.False(run.PerfCommand.RecordsBuildIds);
        Assert.Equal(new ExitStatus(0, 0), run.CommandStatus);
        Assert.Empty(run.Diagnostics);
    }

    [Fact]
    public async Task An_event_that_cannot_be_sampled_is_replaced_by_the_clock_unless_it_was_requested()
    {
        using var host = new FakeHost("NoSampling");
        var recorder = await host.RecorderAsync();
        Assert.Equal("cycles", recorder.Launcher.CreateCommand(new RecordOptions()).Event);
        using (var run = await recorder.RecordAsync(Sleep, new RecordOptions(), TestContext.Current.CancellationToken))
        {
            Assert.Equal("cpu-clock", run.PerfCommand.Event);
        }

        Assert.Equal(DiagnosticCodes.EventUnsupported, (await RecordFailureAsync(host, new RecordOptions { Event = "cycles" })).Code);
    }

    [Fact]
    public async Task A_perf_that_ends_at_its_start_without_a_word_is_started_again()
    {
        using var host = new FakeHost("SilentTwice");
        using var run = await (await host.RecorderAsync()).RecordAsync(Sleep, new RecordOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(new ExitStatus(0, 0), run.CommandStatus);
    }

    [Fact]
    public async Task A_perf_that_always_does_so_is_reported()
    {
        using var host = new FakeHost("Silent");
        var message = (await RecordFailureAsync(host, new RecordOptions())).Message;
        Assert.Contains("exit code 255", message, StringComparison.Ordinal);
        Assert.Contains("3 times in succession", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Crash", "failed with SIGKILL in the middle of the run")]
    [InlineData("HangAttaching", "no answer within 3 s")]
    [InlineData("NoFile", "exit code 255")]
    public async Task What_perf_did_is_reported(string misbehavior, string evidence)
    {
        using var host = new FakeHost(misbehavior);
        var diagnostic = await RecordFailureAsync(host, new RecordOptions());
        Assert.Equal(DiagnosticCodes.PerfFailed, diagnostic.Code);
        Assert.Contains(evidence, diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains("record --output", diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HangStopping")]
    [InlineData("Truncate")]
    public async Task A_partial_recording_is_returned_with_a_warning(string misbehavior)
    {
        using var host = new FakeHost(misbehavior);
        var recorder = await host.RecorderAsync();
        if (misbehavior == "HangStopping")
        {
            // It has to be killed, and then there is no file.
            Assert.Contains("no exit within 3 s", (await RecordFailureAsync(host, new RecordOptions())).Message, StringComparison.Ordinal);
            return;
        }

        using var run = await recorder.RecordAsync(Sleep, new RecordOptions(), TestContext.Current.CancellationToken);
        var warning = Assert.Single(run.Diagnostics);
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.Contains("may be incomplete", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_chunks_are_reported_and_count_as_lost_samples()
    {
        using var host = new FakeHost("Lose");
        using var run = await (await host.RecorderAsync()).RecordAsync(Sleep, new RecordOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(7, run.LostChunks);
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal((DiagnosticCodes.LostSamples, Severity.Warning), (diagnostic.Code, diagnostic.Severity));
        Assert.Contains("7 chunks", diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(7, run.ToRunInfo().LostSamples);
    }

    [Fact]
    public async Task What_is_impossible_is_known_before_a_folder_is_made()
    {
        using var host = new FakeHost("Paranoid");
        var e = await Assert.ThrowsAsync<PerfHarnessException>(host.RecorderAsync);
        Assert.Equal(DiagnosticCodes.ProfilingForbidden, e.Diagnostic.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Temporary));
    }

    [Theory]
    [InlineData("failed to mmap with 1 (Operation not permitted)", 3008)]
    [InlineData("Error:\nNo permission to enable cpu-clock event.", 3002)]
    [InlineData("event syntax error: 'nosuch'\n                     \\___ parser error", 3006)]
    [InlineData("Error:\nToo many events are opened.", 3007)]
    [InlineData("failed to write perf data, error: No space left on device", 3007)]
    [InlineData("", 3007)]
    public void Perfs_own_messages_are_understood(string said, int code) => Assert.Equal(code, PerfFailure.Classify(said).Code.Number);

    // Whatever fails, nothing of it is left: neither the folder nor the command that was held.
    private static async Task<Diagnostic> RecordFailureAsync(FakeHost host, RecordOptions options)
    {
        var recorder = await host.RecorderAsync();
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => recorder.RecordAsync(new CommandTarget("sleep", ["30"]) { Quiet = true }, options with { Duration = TimeSpan.FromSeconds(0.3) }, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Temporary));
        Assert.DoesNotContain(ProcessEntry.ReadAll(), entry => !entry.HasEnded && ProcFile.Read($"/proc/{entry.Pid}/environ")?.Contains(host.Temporary, StringComparison.Ordinal) == true);
        return e.Diagnostic;
    }
}
