using PerfHarness.Import;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Import;

/// <summary>However many threads read a recording, the profile is the same, its tables included.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class PerfDataThreadsTests
{
    // Deep, wide and short-lived: callchains of many lengths, threads that are renamed, and processes that come and go.
    private const string Program = """
        #include <pthread.h>
        #include <sys/prctl.h>
        #include <sys/wait.h>
        #include <unistd.h>
        static volatile unsigned sink;
        __attribute__((noinline)) unsigned leaf(unsigned n) { for (unsigned i = 0; i < n; i++) sink += i; return sink; }
        __attribute__((noinline)) unsigned deep(unsigned depth, unsigned n) { return depth == 0 ? leaf(n) : deep(depth - 1, n) + 1; }
        void* work(void* argument)
        {
            for (unsigned i = 0; i < 60; i++)
            {
                if (i == 30) prctl(PR_SET_NAME, "renamed");
                deep(i * 3, 3000000);
            }
            return argument;
        }
        int main(void)
        {
            pthread_t threads[3];
            for (int i = 0; i < 3; i++) pthread_create(&threads[i], 0, work, 0);
            for (int i = 0; i < 20; i++)
            {
                int child = fork();
                if (child == 0) { deep(5, 3000000); execl("/bin/true", "true", (char*)0); }
                waitpid(child, 0, 0);
            }
            for (int i = 0; i < 3; i++) pthread_join(threads[i], 0);
        }
        """;

    [Theory]
    [InlineData("fp")]
    [InlineData("dwarf,4096")]
    public void The_profile_does_not_depend_on_the_number_of_threads(string callGraph)
    {
        Tools.SkipUnless("perf", "gcc");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("p.c"), Program);
        Tools.Run("gcc", ["-O1", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls", "-pthread", "p.c", "-o", "p"], folder.Path);
        var data = folder.File("perf.data");
        Tools.Run(
            "perf",
            ["record", "-q", "-F", "20000", "--call-graph", callGraph, "-e", "cpu-clock,page-faults", "-o", data, "--", folder.File("p")],
            folder.Path);
        Assert.InRange(new FileInfo(data).Length, 2 << 20, long.MaxValue);
        foreach (var keepTimes in new[] { false, true })
        {
            var alone = ProfileText.Samples(Load(data, 1, keepTimes));
            Assert.NotEmpty(alone);
            Assert.Equal(alone, ProfileText.Samples(Load(data, 2, keepTimes)));
            Assert.Equal(alone, ProfileText.Samples(Load(data, 5, keepTimes)));
        }
    }

    private static PerfHarness.Profiles.Profile Load(string data, int threads, bool keepTimes) =>
        ProfileImporter.Load(data, new ImportOptions { Threads = threads, KeepTimes = keepTimes });
}
