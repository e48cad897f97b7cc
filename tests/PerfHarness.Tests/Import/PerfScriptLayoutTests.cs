using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Folding;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfScript;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Import;

/// <summary>One recording printed by the real perf in many layouts: each has the samples and stacks of perf.data itself.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class PerfScriptLayoutTests : IClassFixture<PerfScriptLayoutTests.Recordings>
{
    private static readonly string[] Functions = ["start_thread", "worker", "outer", "spin"];
    private readonly Recordings _recordings;

    public PerfScriptLayoutTests(Recordings recordings) => _recordings = recordings;

    public static TheoryData<string> Layouts =>
    [
        "", "--ns", "--deltatime", "--reltime", "-I", "--header", "--no-inline", "--full-source-path", "-v",
        "--show-mmap-events", "--show-task-events", "--show-switch-events", "--show-lost-events", "--show-namespace-events",
        "--show-cgroup-events", "--show-bpf-events", "--show-mmap-events --show-task-events --show-namespace-events",
        "-F comm,pid,ip,sym,dso", "-F comm,tid,time,event,ip,sym", "-F comm,pid,tid,time,event,ip,sym,symoff,dso", "-F dso,sym,event,time,tid,pid,comm,ip",
        "-F comm,ip,sym", "-F comm,ip,sym --show-task-events", "-F comm,tid,period,ip,sym,dso", "-F comm,pid,tid,ip,sym", "-F comm,time,ip,sym",
        "-F comm,event,ip,sym,dso", "-F comm,time,event,ip,sym", "-F +srcline", "-F comm,ip,sym,srcline", "-F comm,tid,misc,time,event,ip,sym", "-F +misc,+flags",
        "-F +tod", "-F +addr", "-F comm,tid,time,event,ip,sym --show-task-events --show-mmap-events",
    ];

    public static TheoryData<string> LayoutsWithoutCommand =>
        ["-F ip,sym,dso", "-F pid,ip,sym", "-F tid,ip,sym,dso", "-F time,ip,sym", "-F event,ip,sym", "-F period,event,ip,sym", "-F event,ip,sym --show-task-events"];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_layout_gives_the_samples_and_stacks_of_the_recording(string options)
    {
        var expected = Summarize(_recordings.Import("chains.data"));
        var script = _recordings.Script("chains.data", options);
        foreach (var text in (string[])[script, script.Replace("\n\n", "\n", StringComparison.Ordinal), script.Replace("\n", "\r\n", StringComparison.Ordinal)])
        {
            var profile = Read(text);
            Assert.Equal(expected, Summarize(profile));
            Assert.DoesNotContain(profile.Diagnostics, d => d.Code == DiagnosticCodes.MalformedLine);
        }
    }

    [Theory]
    [MemberData(nameof(LayoutsWithoutCommand))]
    public void A_layout_without_the_command_gives_the_stacks(string options)
    {
        var expected = Summarize(_recordings.Import("chains.data"), withCommand: false);
        Assert.Equal(expected, Summarize(Read(_recordings.Script("chains.data", options)), withCommand: false));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    [MemberData(nameof(LayoutsWithoutCommand))]
    public void What_is_looked_up_is_what_would_be_parsed(string options) => AssertReadAlike(_recordings.Script("chains.data", options));

    [Theory]
    [InlineData("")]
    [InlineData("-F comm,pid,ip,sym,dso")]
    [InlineData("-F comm,tid,ip,sym")]
    [InlineData("-F comm,ip,sym,dso")]
    [InlineData("-F comm,tid,period,ip,sym")]
    [InlineData("-F comm,time,event,ip,sym,symoff,dso")]
    [InlineData("-F +srcline")]
    [InlineData("--show-task-events")]
    public void Samples_without_callchains_are_a_line_each(string options)
    {
        var expected = Summarize(_recordings.Import("flat.data"));
        var script = _recordings.Script("flat.data", options);
        Assert.Equal(expected, Summarize(Read(script)));
        AssertReadAlike(script);
    }

    [Theory]
    [InlineData("", "openat")]
    [InlineData("-F comm,tid,time,event,trace", "openat")]
    [InlineData("-F comm,tid,time,event,trace,ip,sym,dso", "openat")]
    public void The_text_of_tracepoints_is_no_frame(string options, string function)
    {
        var profile = Read(_recordings.Script("calls.data", options));
        Assert.Equal(SampleFilter.None.Apply(_recordings.Import("calls.data")).Samples, SampleFilter.None.Apply(profile).Samples);
        Assert.Equal(["syscalls:sys_enter_openat"], profile.Events.Select(e => e.Name));
        Assert.All(Enumerable.Range(0, profile.Functions.Count), i =>
            Assert.DoesNotContain("0x", profile.Functions[new FunctionId(i)].Name.Name.Replace("!0x", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.DoesNotContain(function + ":", FoldedStacks.Fold(profile).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pasted_text_without_tabs_or_indentation_is_read()
    {
        var expected = Summarize(_recordings.Import("chains.data"));
        var script = _recordings.Script("chains.data", "");
        Assert.Equal(expected, Summarize(Read(script.Replace("\t", "        ", StringComparison.Ordinal))));
        Assert.Equal(expected, Summarize(Read(string.Join('\n', script.Split('\n').Select(line => line.StartsWith('\t') ? line.TrimStart() : line)))));
    }

    [Fact]
    public void Records_that_are_no_samples_are_counted()
    {
        var profile = Read(_recordings.Script("chains.data", "--show-task-events --show-mmap-events"));
        var skipped = Assert.Single(profile.Diagnostics, d => d.Code == DiagnosticCodes.SkippedRecords);
        Assert.Matches(@"\d+ COMM, \d+ EXIT, \d+ FORK, .*\d+ MMAP2", skipped.Message);
    }

    [Fact]
    public void Samples_that_nothing_separates_are_an_error()
    {
        var script = string.Concat(_recordings.Script("chains.data", "-F ip,sym,dso").Split('\n').Where(line => line.Length > 0).Select(line => line + "\n"));
        var error = Assert.Throws<InputException>(() => Read(string.Concat(Enumerable.Repeat(script, 1 + (5000 / script.Count(c => c == '\n'))))));
        Assert.Equal(DiagnosticCodes.UnrecognizedInput, error.Diagnostic.Code);
    }

    private static void AssertReadAlike(string script)
    {
        foreach (var text in (string[])[script, script.Replace("\n\n", "\n", StringComparison.Ordinal), script.Replace("\n", "\r\n", StringComparison.Ordinal)])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var expected = ScriptReading.Read(bytes, ScriptReading.Plain);
            Assert.Equal(expected, ScriptReading.Read(bytes, new PerfScriptOptions()));
            Assert.Equal(expected, ScriptReading.Read(bytes, new PerfScriptOptions { Threads = 3, BlockSize = 5000 }));
        }
    }

    // perf and PerfHarness may choose different ones of a library's aliases.
    private static List<string> Summarize(Profile profile, bool withCommand = true)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in SampleFilter.None.Apply(profile).Rows)
        {
            var sample = profile.Samples[row];
            var names = profile.Stacks.GetFrames(sample.Stack).Select(f => profile.GetFunction(f).Name.Name).Where(Functions.Contains);
            var key = string.Join(';', names.Prepend(withCommand ? profile.GetThread(sample).CommandName : ""));
            counts[key] = counts.GetValueOrDefault(key) + sample.Count;
        }

        return [.. counts.Select(pair => $"{pair.Key} {pair.Value}")];
    }

    private static Profile Read(string text)
    {
        var builder = new ProfileBuilder();
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(InputFormat.PerfScript, InputDetector.Detect(bytes.AsSpan(0, Math.Min(bytes.Length, InputDetector.HeadLength))));
        PerfScriptImporter.Import(new MemoryStream(bytes), builder, new ImportOptions { IncludeInlined = false }, file: "script.txt");
        return builder.Build();
    }

    public sealed class Recordings : IDisposable
    {
        private const string Program = """
            #define _GNU_SOURCE
            #include <fcntl.h>
            #include <pthread.h>
            #include <sys/prctl.h>
            #include <unistd.h>
            static volatile unsigned long sink;
            static inline __attribute__((always_inline)) unsigned long mix(unsigned long x) { x ^= x << 13; x ^= x >> 7; return x ^ (x << 17); }
            __attribute__((noinline)) unsigned long spin(unsigned long n) { unsigned long x = n + 1; for (unsigned long i = 0; i < n; i++) x = mix(x); return x; }
            __attribute__((noinline)) void outer(int depth) { if (depth) outer(depth - 1); else sink += spin(20000); sink++; }
            __attribute__((noinline)) void *worker(void *name) { prctl(PR_SET_NAME, name); for (int i = 0; i < 700; i++) outer(5); close(open("/dev/null", O_RDONLY)); return 0; }
            int main(void)
            {
                const char *names[] = { "plain", "V8 Worker 1", "a b: 12 [003]", "kworker/0:1-ev", "(paren) 7", "#hash" };
                pthread_t t[6];
                // First in the recording is a plain name: a layout without ids does not tell a text that begins with '#' from a comment.
                for (int i = 0; i < 400; i++) outer(5);
                for (int i = 0; i < 6; i++) pthread_create(&t[i], 0, worker, (void *)names[i]);
                for (int i = 0; i < 6; i++) pthread_join(t[i], 0);
                return 0;
            }
            """;

        private readonly TemporaryFolder _folder = new();

        public Recordings()
        {
            if (!Tools.Exists("perf") || !Tools.Exists("gcc"))
            {
                return;
            }

            File.WriteAllText(_folder.File("busy.c"), Program);
            Tools.Run("gcc", ["-O2", "-g", "-fno-omit-frame-pointer", "-pthread", "busy.c", "-o", "busy"], _folder.Path);
            Record("chains.data", "-F", "997", "-g", "-d", "-k", "CLOCK_MONOTONIC", "-e", "cpu-clock:u");
            Record("flat.data", "-F", "997", "-e", "cpu-clock:u");
            Record("calls.data", "-c", "1", "-e", "syscalls:sys_enter_openat");
        }

        public Profile Import(string file) => ProfileImporter.Load(_folder.File(file), new ImportOptions { IncludeInlined = false });

        public string Script(string file, string options)
        {
            Tools.SkipUnless("perf", "gcc");
            return Tools.Run("perf", ["script", "-i", file, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)], _folder.Path);
        }

        public void Dispose() => _folder.Dispose();

        private void Record(string file, params string[] options) =>
            Tools.Run("perf", ["record", "-q", "-o", file, .. options, "--", _folder.File("busy")], _folder.Path);
    }
}
