using PerfHarness.Analysis;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;
using PerfHarness.Import;
using PerfHarness.Tests.Shared;
using PerfHarness.Tests.Symbols.Native;

namespace PerfHarness.Tests.Import;

/// <summary>A program that sleeps, waits for a lock and computes, recorded with --off-cpu.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class OffCpuTimeTests : IDisposable
{
    private const string Source = """
        #include <pthread.h>
        #include <time.h>
        #include <unistd.h>
        static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
        __attribute__((noinline)) void nap(int ms) { usleep(ms * 1000); __asm__ volatile(""); }
        __attribute__((noinline)) void burn(int ms)
        {
            struct timespec a, b;
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
            do clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b); while ((b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 < ms);
            __asm__ volatile("");
        }
        static void* wait(void* p) { pthread_mutex_lock(&lock); pthread_mutex_unlock(&lock); return 0; }
        int main(void)
        {
            pthread_t thread;
            pthread_mutex_lock(&lock);
            pthread_create(&thread, 0, wait, 0);
            for (int i = 0; i < 10; i++) { nap(25); burn(25); }
            pthread_mutex_unlock(&lock);
            pthread_join(thread, 0);
            return 0;
        }
        """;

    private readonly CompilerFolder _programs = new();

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task Times_off_the_cpus_are_those_that_the_program_slept_and_waited()
    {
        var program = _programs.Compile("naps.c", Source, "-O1", "-g", "-fno-omit-frame-pointer", "-pthread");
        var recorder = new PerfRecorder(await PerfCapabilities.ProbeAsync(TestContext.Current.CancellationToken));
        using var run = await recorder.RecordAsync(
            new CommandTarget(program, []), new RecordOptions { OffCpu = true, CallGraph = CallGraphMode.Dwarf }, TestContext.Current.CancellationToken);
        var profile = ProfileImporter.Load(RecordingFile.Save(run, _programs.PathOf("perf.data")).Paths[0]);
        Assert.Equal(["cpu-clock", "off-cpu"], profile.Events.Select(e => e.Name));

        var off = SelfShares.Compute(new SampleFilter { Event = "off-cpu" }.Apply(profile));
        Assert.Equal(Measure.Weight, off.Measure);
        Assert.True(GetTotal(off, "nap") >= 250_000_000, "slept ten times 25 ms");
        Assert.True(GetTotal(off, "start_thread") >= 500_000_000, "the thread waited for the lock meanwhile");
        Assert.Equal(off.RunSums.Sum(), off.Rows.Where(row => row.Name.Module == "[off-CPU]").Sum(row => row.SelfSum));
        Assert.True(off.Find(FunctionName.Blocked)!.SelfSum > off.RunSums.Sum() / 2);

        // The sum of both is what the threads lived: at least the main one's 500 ms and the other's.
        var both = SelfShares.Compute(new SampleFilter { Event = "wall-clock" }.Apply(profile), Measure.Samples);
        Assert.Equal(Measure.Weight, both.Measure);
        Assert.True(both.RunSums.Sum() >= 1_000_000_000);
        Assert.True(GetTotal(both, "burn") >= GetTotal(SelfShares.Compute(profile), "burn"));
    }

    private static long GetTotal(SelfShares shares, string name) =>
        shares.Rows.Where(row => row.Name.Name.Split('(')[0] == name).Sum(row => row.TotalSum);
}
