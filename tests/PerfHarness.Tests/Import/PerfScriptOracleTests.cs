using System.Globalization;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Import;

/// <summary>The same recording read by us and by <c>perf script</c>: same samples, same frames wherever perf has a name.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class PerfScriptOracleTests
{
    private const string Program = """
        #include <pthread.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/mman.h>
        #include <sys/wait.h>
        #include <unistd.h>
        static volatile unsigned long sink;
        static void __attribute__((noinline)) spin(int n) { for (int i = 0; i < n * 1000000; i++) sink += i; }
        static void __attribute__((noinline)) touch(void) { for (int r = 0; r < 20; r++) { char *p = mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); memset(p, 1, 1 << 20); munmap(p, 1 << 20); } }
        static int __attribute__((noinline)) compare(const void *a, const void *b) { return *(int *)a - *(int *)b; }
        static void *work(void *arg) { int *v = malloc(400000 * sizeof *v); for (int i = 0; i < 400000; i++) v[i] = (i * 7919) % 400009; qsort(v, 400000, sizeof *v, compare); spin(40); touch(); free(v); return arg; }
        int main(int argc, char **argv) {
            if (argc > 1) { spin(30); return 0; }
            pthread_t t[3]; for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, work, 0);
            if (fork() == 0) { spin(40); execl(argv[0], argv[0], "child", (char *)0); _exit(1); }
            for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
            wait(0); return 0;
        }
        """;

    [Theory]
    [InlineData("-F 1999 -e cpu-clock,page-faults")]
    [InlineData("-F 1999 -e cpu-clock -e context-switches -z")]
    [InlineData("-e cpu-clock -c 500000")]
    public void Samples_and_names_agree_with_perf_script(string events)
    {
        Tools.SkipUnless("perf", "gcc");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("busy.c"), Program);
        Tools.Run("gcc", ["-O1", "-g", "-fno-omit-frame-pointer", "-pthread", "busy.c", "-o", "busy"], folder.Path);
        Tools.Run("perf", ["record", "-q", "-g", "-o", "perf.data", .. events.Split(' '), "--", folder.File("busy")], folder.Path);
        var script = Tools.Run("perf", ["script", "-i", "perf.data", "--no-inline", "-F", "comm,pid,tid,time,event,ip,sym,symoff,dso", "--ns"], folder.Path);

        var theirs = Parse(script);
        using var importer = new ProfileImporter(new ImportOptions { KeepTimes = true, KeepAddresses = true, IncludeInlined = false });
        importer.Add(folder.File("perf.data"));
        var ours = importer.Build();

        Assert.True(theirs.Count > 50, $"only {theirs.Count} samples");
        Assert.Equal(theirs.Count, ours.Samples.Count);
        var (named, same) = (0, 0);
        var differences = new HashSet<string>();
        for (var i = 0; i < theirs.Count; i++)
        {
            var sample = ours.Samples[i];
            var thread = ours.Threads[sample.Thread.Index];
            Assert.Equal((theirs[i].Comm, theirs[i].Pid, theirs[i].Tid, theirs[i].Event), (thread.CommandName, thread.Pid, thread.Tid, ours.Events[sample.Event.Index].Name));
            Assert.Equal(theirs[i].Time, sample.Time / 1e9, 8);
            var frames = ours.Stacks.GetFrames(sample.Stack);
            Assert.Equal(theirs[i].Frames.Count, frames.Length);
            for (var f = 0; f < frames.Length; f++)
            {
                var (symbol, dso) = theirs[i].Frames[frames.Length - 1 - f];
                if (symbol == "[unknown]" || IsReturnFromAnEndingCall(symbol, isLeaf: f == frames.Length - 1))
                {
                    continue;
                }

                symbol = symbol[..symbol.LastIndexOf('+')];

                named++;
                var name = ours.GetFunction(frames[f]).Name;
                if (name.Name == symbol || AreAliases(name.Name, symbol))
                {
                    same++;
                }
                else
                {
                    differences.Add($"{dso}: perf {symbol}, we {name}");
                }
            }
        }

        Assert.True(named - same <= named / 500, $"{same} of {named} names agree:\n{string.Join('\n', differences.Take(20))}");
    }

    // Where a call is its function's last instruction, the return address is the next function's first byte. perf names
    // that one; the call was made by the one before.
    private static bool IsReturnFromAnEndingCall(string symbol, bool isLeaf) => !isLeaf && symbol.EndsWith("+0x0", StringComparison.Ordinal);

    private static bool AreAliases(string ours, string theirs) => ours.TrimStart('_') == theirs.TrimStart('_');

    private static List<ScriptSample> Parse(string script)
    {
        var samples = new List<ScriptSample>();
        foreach (var line in script.Split('\n'))
        {
            if (line.Length == 0)
            {
                continue;
            }

            if (line[0] != '\t')
            {
                // comm pid/tid time: event:
                var slash = line.LastIndexOf('/', line.IndexOf(": ", StringComparison.Ordinal));
                var pidStart = line.LastIndexOf(' ', slash) + 1;
                var rest = line[(slash + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                samples.Add(new ScriptSample(
                    line[..pidStart].Trim(), int.Parse(line[pidStart..slash]), int.Parse(rest[0]),
                    double.Parse(rest[1].TrimEnd(':'), CultureInfo.InvariantCulture), rest[2].TrimEnd(':'), []));
            }
            else
            {
                var text = line.Trim();
                var space = text.IndexOf(' ');
                var dso = text.LastIndexOf(" (", StringComparison.Ordinal);
                var frame = (text[(space + 1)..dso], text[(dso + 2)..^1]);
                if (samples[^1].Frames is not [.., ("[unknown]", "[unknown]")] || frame is not ("[unknown]", "[unknown]"))
                {
                    samples[^1].Frames.Add(frame);
                }
            }
        }

        return samples;
    }

    private sealed record ScriptSample(string Comm, int Pid, int Tid, double Time, string Event, List<(string Symbol, string Dso)> Frames);
}
