using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;
using PerfHarness.Tests.Shared;
using PerfHarness.Tests.Symbols;
using PerfHarness.Tests.Symbols.Native;

namespace PerfHarness.Tests.Unwinding;

/// <summary>Recordings of real programs with <c>--call-graph dwarf</c>, compared with what perf unwinds, and with the programs' code.</summary>
[TimeLimit(300)]
[Trait(Needs.Trait, Needs.Perf)]
public sealed class UnwoundStacksTests : IDisposable
{
    // Callbacks out of libc, recursion, a stack of variable size, signals, threads, exceptions.
    private const string Program = """
        #include <alloca.h>
        #include <pthread.h>
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/time.h>
        #define KEEP __attribute__((noinline))
        volatile unsigned long sink;
        KEEP void burn(int n) { for (int i = 0; i < n; i++) sink += i; }
        KEEP int compare(const void* a, const void* b) { burn(3); return *(const int*)a - *(const int*)b; }
        KEEP void sort(void) { int v[300]; for (int i = 0; i < 300; i++) v[i] = (i * 7919) % 307; qsort(v, 300, sizeof *v, compare); }
        KEEP int recurse(int n) { char b[48]; memset(b, n, sizeof b); if (n == 0) { burn(3000); return b[3]; } return recurse(n - 1) + b[n % 48]; }
        KEEP void variable(int n) { char* p = (char*)alloca(n); memset(p, 1, n); burn(3000); sink += p[n / 2]; }
        KEEP void text(void) { char t[100]; for (int i = 0; i < 100; i++) sink += snprintf(t, sizeof t, "%d %f", i, i * 1.5); }
        KEEP void handler(int signal) { burn(400000); sink += signal; }
        #ifdef __cplusplus
        KEEP void fail(int n) { char b[32]; memset(b, n, 32); if (n == 0) throw n; fail(n - 1); sink += b[2]; }
        KEEP void exceptions(void) { for (int i = 0; i < 20; i++) { try { fail(8); } catch (int e) { sink += e; } } }
        #else
        KEEP void exceptions(void) { burn(1000); }
        #endif
        static void* work(void* rounds) { for (long r = 0; r < (long)rounds; r++) { sort(); recurse(30); variable(100 + r % 900); text(); exceptions(); } return 0; }
        int main(int argc, char** argv) {
          struct sigaction action; memset(&action, 0, sizeof action); action.sa_handler = handler; sigaction(SIGALRM, &action, 0);
          struct itimerval timer = { { 0, 4000 }, { 0, 4000 } }; setitimer(ITIMER_REAL, &timer, 0);
          pthread_t t; pthread_create(&t, 0, work, (void*)(long)atoi(argv[1])); work((void*)(long)atoi(argv[1])); pthread_join(t, 0);
          return argc > 9; }
        """;

    private readonly CompilerFolder _compiled = new();

    public void Dispose() => _compiled.Dispose();

    [Theory]
    [InlineData("p.c", "-O2 -fomit-frame-pointer")]
    [InlineData("p.cpp", "-O2 -fomit-frame-pointer")]
    [InlineData("p.c", "-O2 -no-pie -s")]
    [InlineData("p.c", "-O0 -fno-omit-frame-pointer")]
    public void Native_stacks_are_those_of_perf_script(string source, string options)
    {
        var data = RecordNative(source, options);
        using var recording = UnwoundRecording.Read(data);
        var theirs = ReadPerfScript(data);
        var (same, longer, different) = (0, 0, new List<string>());
        foreach (var (tid, time, frames) in recording.GetStacks())
        {
            var modules = frames.Where(name => name != FunctionName.Truncated).Select(name => name.Module).ToList();
            var expected = theirs[(tid, time)];
            if (modules.SequenceEqual(expected))
            {
                same++;
            }
            else if (modules.Count > expected.Count && modules.Take(expected.Count).SequenceEqual(expected))
            {
                longer++; // perf gives up now and then; what follows is checked below
            }
            else
            {
                different.Add($"{string.Join(' ', modules)}\n  perf: {string.Join(' ', expected)}");
            }
        }

        Assert.True(same >= (same + longer + different.Count) * 0.97 && different.Count <= same * 0.01,
            $"{same} equal, {longer} longer, {different.Count} different:\n{string.Join('\n', different.Take(5))}");
        AssertComplete(recording);
    }

    // perf cannot unwind these: it needs .eh_frame_hdr, and takes a static program's addresses for those of the file.
    [Theory]
    [InlineData("-O2 -static -fomit-frame-pointer")]
    [InlineData("-O2 -fomit-frame-pointer -Wl,--no-eh-frame-hdr")]
    [InlineData("-O2 -g -fomit-frame-pointer -fno-asynchronous-unwind-tables -fno-unwind-tables")]
    public void Native_stacks_that_perf_cannot_unwind_reach_their_start(string options)
    {
        using var recording = UnwoundRecording.Read(RecordNative("p.c", options));
        AssertComplete(recording);
    }

    [Fact]
    public void A_signals_handler_is_called_by_what_it_interrupted()
    {
        using var recording = UnwoundRecording.Read(RecordNative("p.c", "-O2 -fomit-frame-pointer"));
        var handlers = recording.GetStacks().Select(s => s.Frames.ConvertAll(name => name.Name)).Where(names => names.Contains("handler")).ToList();
        Assert.NotEmpty(handlers);
        // The kernel chooses the thread: one that works, or the main one that waits for it.
        var interrupted = handlers.Where(names => names[names.IndexOf("handler") + 1] == "__restore_rt"
            && (names.IndexOf("main") > names.IndexOf("__restore_rt") + 1 || names.IndexOf("start_thread") > names.IndexOf("__restore_rt") + 1)).ToList();
        Assert.True(interrupted.Count >= handlers.Count * 0.9, $"{interrupted.Count} of {handlers.Count}:\n{string.Join('\n', handlers.Take(3).Select(h => string.Join(' ', h)))}");
    }

    [Fact]
    public async Task Dotnet_stacks_reach_their_threads_start_through_jitted_and_precompiled_code()
    {
        var recorder = new PerfRecorder(await PerfCapabilities.ProbeAsync(TestContext.Current.CancellationToken));
        var options = new RecordOptions { Event = "cpu-clock", CallGraph = CallGraphMode.Dwarf };
        using var run = await recorder.RecordAsync(new CommandTarget("dotnet", [NamesProgram.Program, "2"]), options, TestContext.Current.CancellationToken);
        using var recording = UnwoundRecording.Read(RecordingFile.Save(run, _compiled.PathOf("perf.data")).Paths[0]);

        var kinds = Enumerable.Range(0, recording.Profile.Samples.Count)
            .SelectMany(i => recording.Profile.Stacks.GetFrames(recording.Profile.Samples[i].Stack).ToArray())
            .Select(frame => recording.Profile.Frames[frame].Kind).ToHashSet();
        Assert.Superset(new HashSet<FrameKind> { FrameKind.Jit, FrameKind.ReadyToRun, FrameKind.Native }, kinds);
        Assert.Contains(recording.GetStacks(), s => s.Frames.Exists(name => name.Name == "Names.Hot.Loop(int)")
            && (s.Frames[^1].Name.StartsWith("clone", StringComparison.Ordinal) || s.Frames.Exists(name => name.Module == "libhostfxr.so")));
        AssertComplete(recording);
    }

    [Fact]
    public void Piped_and_compressed_recordings_are_unwound_alike()
    {
        var data = RecordNative("p.c", "-O2 -fomit-frame-pointer");
        using var plain = UnwoundRecording.Read(data);
        using (var packed = new GZipStream(File.Create(data + ".gz"), CompressionLevel.Fastest))
        {
            packed.Write(File.ReadAllBytes(data));
        }

        using var gzip = UnwoundRecording.Read(data + ".gz");
        Assert.Equal(Describe(plain), Describe(gzip));

        Tools.Run("sh", ["-c", "perf record -q -F 499 --call-graph dwarf -o - -- ./p 4000 > pipe.data"], _compiled.Folder);
        using var piped = UnwoundRecording.Read(_compiled.PathOf("pipe.data"));
        AssertComplete(piped);
    }

    [Fact]
    public void A_stack_ends_at_a_file_that_is_missing_and_that_is_said()
    {
        var library = _compiled.Compile("missing.c", "int call(int (*f)(int), int n) { int v[4] = {n}; int r = f(n); return r + v[n & 3]; }", "-O2", "-shared", "-fPIC");
        var program = _compiled.Compile("main.c", """
            int call(int (*f)(int), int n);
            volatile long sink;
            __attribute__((noinline)) int burn(int n) { for (int i = 0; i < 100000; i++) sink += i; return n; }
            int main(void) { for (int i = 0; i < 3000; i++) sink += call(burn, i); return 0; }
            """, "-O2", library, $"-Wl,-rpath,{_compiled.Folder}");
        Tools.Run("perf", ["record", "-q", "-F", "499", "--call-graph", "dwarf", "-o", "perf.data", "--", program], _compiled.Folder);
        File.Delete(library);
        using var recording = UnwoundRecording.Read(_compiled.PathOf("perf.data"));
        var stacks = recording.GetStacks().Where(s => s.Frames.Exists(name => name.Name == "burn")).ToList();
        Assert.NotEmpty(stacks);
        Assert.All(stacks, s => Assert.Equal("missing", s.Frames[^1].Module));
        Assert.Contains(recording.Profile.Diagnostics, d => d.Code == DiagnosticCodes.SymbolFileMissing && d.Severity == Severity.Warning
            && d.Message.Contains("missing", StringComparison.Ordinal) && d.Remedy!.Contains("--symbols", StringComparison.Ordinal));
    }

    [Fact]
    public void Corrupt_registers_and_stacks_give_short_stacks_and_end()
    {
        var data = RecordNative("p.c", "-O2 -fomit-frame-pointer");
        var original = File.ReadAllBytes(data);
        var random = new Random(20);
        for (var round = 0; round < 20; round++)
        {
            var bytes = original.ToArray();
            for (var flips = 0; flips < bytes.Length / 100; flips++)
            {
                bytes[random.Next(4096, bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(data, bytes);
            using var recording = UnwoundRecording.Read(data);
            Assert.InRange(recording.Profile.Samples.Count, 0, 100_000);
        }
    }

    // Nearly all stacks reach a thread's first function, and each return address follows a call.
    private static void AssertComplete(UnwoundRecording recording)
    {
        var stacks = StackCompleteness.Compute(SampleFilter.None.Apply(recording.Profile));
        Assert.True(stacks.Samples > 100, $"only {stacks.Samples} samples");
        Assert.True(stacks.Broken + stacks.Truncated <= stacks.Samples * 0.01,
            $"of {stacks.Samples}: {stacks.Broken} broken, {stacks.Truncated} truncated; {string.Join(", ", stacks.BrokenModules)}");
        var (count, wrong) = recording.CheckReturnAddresses();
        Assert.True(RuntimeInformation.OSArchitecture != Architecture.X64 || (count > 20 && wrong.Count <= count / 200),
            $"{wrong.Count} of {count} return addresses follow no call:\n{string.Join('\n', wrong.Take(10))}");
    }

    private static List<string> Describe(UnwoundRecording recording) =>
        recording.GetStacks().ConvertAll(s => $"{s.Tid} {s.Time} {string.Join(' ', s.Frames)}");

    private string RecordNative(string source, string options)
    {
        Tools.SkipUnless("perf");
        var program = _compiled.Compile(source, Program, [.. options.Split(' '), "-pthread"]);
        Tools.Run("perf", ["record", "-q", "-F", "997", "-m", "4M", "--call-graph", "dwarf,16384", "-o", "perf.data", "--", program, "4000"], _compiled.Folder);
        return _compiled.PathOf("perf.data");
    }

    // The modules of perf's frames by thread and time; [kernel] for the kernel's.
    private Dictionary<(int Tid, long Time), List<string>> ReadPerfScript(string data)
    {
        var text = Tools.Run("perf", ["script", "-i", data, "--no-inline", "--ns", "--max-stack", "1024", "-F", "tid,time,ip,dso"], _compiled.Folder);
        var stacks = new Dictionary<(int, long), List<string>>();
        List<string> frames = [];
        foreach (var line in text.Split('\n').Where(line => line.Trim().Length > 0))
        {
            if (line.TrimStart() is var trimmed && trimmed.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon && !trimmed.Contains('('))
            {
                var words = trimmed[..colon].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var time = decimal.Parse(words[1], CultureInfo.InvariantCulture);
                stacks[(int.Parse(words[0], CultureInfo.InvariantCulture), (long)(time * 1_000_000_000))] = frames = [];
            }
            else if (trimmed.LastIndexOf('(') is > 0 and var open && !trimmed.StartsWith("ffffffffffffffff", StringComparison.Ordinal))
            {
                var module = Path.GetFileName(trimmed[(open + 1)..].TrimEnd(')', ' '));
                frames.Add(module.StartsWith("[kernel", StringComparison.Ordinal) || module.StartsWith("[guest", StringComparison.Ordinal) ? "[kernel]" : module);
            }
        }

        return stacks;
    }
}
