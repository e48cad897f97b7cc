using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;
using PerfHarness.Tests.Shared;
using PerfHarness.Tests.Symbols.Native;

namespace PerfHarness.Tests.Recording;

/// <summary>Programs that know what they did: a profile shows it, or says what it cannot show.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class RecordedTruthTests : IDisposable
{
    // Equal CPU time in threads of a fraction of a sampling period and in the main thread; recursion; a renamed main thread.
    private const string Program = """
        #define _GNU_SOURCE
        #include <pthread.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/prctl.h>
        #include <time.h>
        static double now(void) { struct timespec t; clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); return t.tv_sec + t.tv_nsec * 1e-9; }
        __attribute__((noinline)) void burn_short(double s) { double e = now() + s; while (now() < e); }
        __attribute__((noinline)) void burn_long(double s) { double e = now() + s; while (now() < e); }
        static void* thread(void* s) { burn_short(*(double*)s); return 0; }
        __attribute__((noinline)) int recurse(int depth, double s) {
          if (depth == 0) { burn_long(s); return 1; }
          int r = recurse(depth - 1, s); __asm__ volatile("" : "+r"(r)); return r + 1; }
        int main(int argc, char** argv) {
          prctl(PR_SET_NAME, "renamed");
          if (!strcmp(argv[1], "threads")) {
            double part = 0.0004; pthread_t t;
            for (double s = 0; s < atof(argv[2]); s += part) { pthread_create(&t, 0, thread, &part); pthread_join(t, 0); burn_long(part); }
          } else { recurse(50, atof(argv[2])); recurse(400, atof(argv[2])); }
          return 0; }
        """;

    private readonly CompilerFolder _compiled = new();

    public void Dispose() => _compiled.Dispose();

    [Fact]
    public async Task Threads_shorter_than_a_sampling_period_are_missed_and_that_is_said()
    {
        var profile = await RecordAsync(["threads", "0.5"], new RecordOptions { Event = "cpu-clock" });
        var time = SampledTime.Compute(profile);
        Assert.InRange(time!.Value.MissingShare, 0.05, 0.95);
        Assert.InRange(time.Value.UnseenThreads, 1, time.Value.EndedThreads);
        Assert.InRange(time.Value.EndedThreads, 1_000, 2_000);
        Assert.Contains("--per-cpu", Assert.Single(Notes(profile), note => note.Code == DiagnosticCodes.UnsampledTime).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sampling_the_cpus_gives_threads_of_any_length_their_share()
    {
        var profile = await RecordAsync(["threads", "0.8"], new RecordOptions { Event = "cpu-clock", PerCpu = true });
        var (inThreads, inMain) = (SamplesUnder(profile, "burn_short"), SamplesUnder(profile, "burn_long"));
        var sum = inThreads + inMain;
        Assert.InRange(inThreads, (sum / 2.0) - (1.5 * Math.Sqrt(sum)), (sum / 2.0) + (1.5 * Math.Sqrt(sum))); // 3 sigma
        Assert.InRange(sum, 1_000, 2_500);
        Assert.DoesNotContain(Notes(profile), note => note.Code == DiagnosticCodes.UnsampledTime);
        // Nothing of what else ran on the machine.
        Assert.Single(profile.Threads.Select(t => t.Pid).Distinct());
    }

    [Fact]
    public async Task Stacks_that_the_kernel_cut_begin_with_a_mark()
    {
        Assert.SkipUnless(KernelLimits.ReadMaxStack() is >= 80 and <= 300, "kernel.perf_event_max_stack was changed");
        var profile = await RecordAsync(["recursion", "0.4"], new RecordOptions { Event = "cpu-clock" });
        var stacks = StackCompleteness.Compute(SampleFilter.None.Apply(profile));
        Assert.InRange(stacks.Truncated, (stacks.Samples / 2.0) - (1.5 * Math.Sqrt(stacks.Samples)), (stacks.Samples / 2.0) + (1.5 * Math.Sqrt(stacks.Samples)));
        Assert.InRange(stacks.Broken, 0, stacks.Samples * 0.03); // the loader's
        Assert.Equal(stacks.Truncated, SamplesUnder(profile, "[truncated]"));
        Assert.Contains(Notes(profile), note => note.Code == DiagnosticCodes.TruncatedStacks);
    }

    [Fact]
    public async Task A_limit_of_frames_of_ones_own_is_kept()
    {
        var profile = await RecordAsync(["recursion", "0.2"], new RecordOptions { Event = "cpu-clock", MaxStack = 20 });
        var stacks = StackCompleteness.Compute(SampleFilter.None.Apply(profile));
        Assert.InRange(stacks.Truncated, stacks.Samples * 0.95, stacks.Samples);
    }

    [Fact]
    public async Task Code_without_frame_pointers_is_named_as_the_reason_for_short_stacks()
    {
        var profile = await RecordAsync(["recursion", "0.2"], new RecordOptions { Event = "cpu-clock" }, "-O2", "-fomit-frame-pointer");
        var stacks = StackCompleteness.Compute(SampleFilter.None.Apply(profile));
        Assert.InRange(stacks.Broken, stacks.Samples * 0.9, stacks.Samples);
        var note = Assert.Single(Notes(profile), note => note.Code == DiagnosticCodes.BrokenStacks);
        Assert.Contains("--call-graph dwarf", note.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_goes_by_its_programs_name()
    {
        var profile = await RecordAsync(["recursion", "0.2"], new RecordOptions { Event = "cpu-clock" });
        var row = Assert.Single(SelfShares.Compute(SampleFilter.None.Apply(profile), Grouping.Process).Rows);
        Assert.StartsWith("burner (", row.Name.Name, StringComparison.Ordinal);
        Assert.Contains(profile.Threads, thread => thread.CommandName == "renamed");
    }

    private static IReadOnlyList<Diagnostic> Notes(Profile profile) => ProfileNotes.Find(SampleFilter.None.Apply(profile));

    private static long SamplesUnder(Profile profile, string function) =>
        SelfShares.Compute(SampleFilter.None.Apply(profile), Measure.Samples).Rows.Where(row => row.Name.Name == function).Sum(row => row.TotalSamples);

    private async Task<Profile> RecordAsync(string[] arguments, RecordOptions options, params string[] flags)
    {
        var program = _compiled.Compile("burner.c", Program, [.. flags.Length == 0 ? ["-O1", "-fno-omit-frame-pointer"] : flags, "-lpthread"]);
        var recorder = new PerfRecorder(await PerfCapabilities.ProbeAsync(TestContext.Current.CancellationToken));
        using var run = await recorder.RecordAsync(new CommandTarget(program, arguments), options, TestContext.Current.CancellationToken);
        Assert.True(run.CommandStatus?.Success, run.CommandStatus?.Code.ToString(CultureInfo.InvariantCulture));
        return ProfileImporter.Load(RecordingFile.Save(run, _compiled.PathOf("perf.data")).Paths[0]);
    }
}
