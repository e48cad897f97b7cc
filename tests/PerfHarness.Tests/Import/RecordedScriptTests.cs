using System.Text;
using System.Text.RegularExpressions;
using PerfHarness.Analysis;
using PerfHarness.Folding;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Import;

/// <summary>The text that perf makes of a recording, in the layouts that people pass on, against a plain collapser.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed partial class RecordedScriptTests
{
    private const string Program = """
        #include <stdio.h>
        static volatile unsigned sink;
        static inline __attribute__((always_inline)) unsigned mix(unsigned x) { for (int i = 0; i < 60; i++) x = x * 1664525u + 1013904223u; return x; }
        static void __attribute__((noinline)) work(unsigned n) { for (unsigned i = 0; i < n; i++) sink += mix(i); }
        int main(void) { work(800000); FILE *f = fopen("/dev/null", "w"); for (int i = 0; i < 30000; i++) { fprintf(f, "%d", i); fflush(f); } work(800000); return 0; }
        """;

    [Fact]
    public void Every_layout_of_perf_script_gives_perfs_samples()
    {
        Tools.SkipUnless("perf", "gcc");
        using var folder = new TemporaryFolder();
        Record(folder, "-g");
        var script = Script(folder);
        var expected = SampleHeader().Count(script);
        Assert.True(expected > 20, $"only {expected} samples");
        Assert.Equal(Collapse(script), FoldedStacks.Fold(Import(script)).ToString());

        foreach (var fields in new[] { "comm,pid,tid,time,period,event,ip,sym,symoff,dso", "comm,tid,time,event,ip,sym,dso", "comm,pid,tid,event,ip,sym,dso", "comm,tid,time,event,ip,sym", "comm,pid,time,event,ip,sym,symoff,dso,srcline" })
        {
            var profile = Import(Script(folder, "-F", fields));
            Assert.Equal(expected, SampleFilter.None.Apply(profile).Samples);
            Assert.DoesNotContain(profile.Diagnostics, d => d.Code == DiagnosticCodes.MalformedLine);
            var shares = SelfShares.Compute(profile);
            Assert.Contains(shares.Rows.Take(5), r => r.Name.Name.StartsWith("work", StringComparison.Ordinal) || r.Name.Name == "mix");
        }
    }

    [Fact]
    public void Frames_of_a_dwarf_recording_are_inlined_where_perf_reports_it()
    {
        Tools.SkipUnless("perf", "gcc");
        using var folder = new TemporaryFolder();
        Record(folder, "--call-graph", "dwarf,2048");
        var script = Script(folder);
        var profile = Import(script);
        Assert.Equal(SampleHeader().Count(script), SampleFilter.None.Apply(profile).Samples);
        Assert.Equal(Collapse(script), FoldedStacks.Fold(profile).ToString());
        Assert.Equal(script.Contains("(inlined)", StringComparison.Ordinal), Enumerable.Range(0, profile.Frames.Count).Any(i => profile.Frames[new FrameId(i)].Inlined));
    }

    [Fact]
    public void Without_callchains_a_samples_frame_is_on_its_own_line()
    {
        Tools.SkipUnless("perf", "gcc");
        using var folder = new TemporaryFolder();
        Record(folder);
        foreach (var fields in new[] { null, "comm,tid,ip,sym,dso", "comm,pid,tid,time,period,event,ip,sym,symoff,dso" })
        {
            var script = fields is null ? Script(folder) : Script(folder, "-F", fields);
            var profile = Import(script);
            Assert.Equal(script.TrimEnd('\n').Split('\n').Length, SampleFilter.None.Apply(profile).Samples);
            Assert.All(Enumerable.Range(0, profile.Samples.Count), i => Assert.Single(profile.Stacks.GetFrames(profile.Samples[i].Stack)));
        }
    }

    private static void Record(TemporaryFolder folder, params string[] options)
    {
        File.WriteAllText(folder.File("t.c"), Program);
        Tools.Run("gcc", ["-O2", "-g", "-fno-omit-frame-pointer", "t.c", "-o", "t"], folder.Path);
        Tools.Run("perf", ["record", "-q", "-e", "cpu-clock", "-F", "499", "-o", "perf.data", .. options, "--", folder.File("t")], folder.Path);
    }

    private static string Script(TemporaryFolder folder, params string[] options) => Tools.Run("perf", ["script", "-i", "perf.data", .. options], folder.Path);

    private static Profile Import(string script)
    {
        var builder = new ProfileBuilder();
        PerfScriptImporter.Import(new MemoryStream(Encoding.UTF8.GetBytes(script)), builder, new ImportOptions(), file: "script.txt");
        return builder.Build();
    }

    // What a collapser of a dozen lines makes of perf's default layout.
    private static string Collapse(string script)
    {
        var sums = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var block in script.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var stack = lines[0].TrimStart().Split(' ')[0];
            foreach (var line in lines.Skip(1).Reverse())
            {
                var match = FrameText().Match(line);
                var (symbol, dso) = (match.Groups[1].Value, Path.GetFileName(match.Groups[2].Value));
                stack += ";" + (symbol != "[unknown]" ? symbol : dso.StartsWith('[') ? dso : $"[{dso}]");
            }

            sums[stack] = sums.GetValueOrDefault(stack) + 1;
        }

        return string.Concat(sums.Select(s => $"{s.Key} {s.Value}\n"));
    }

    [GeneratedRegex(@"^\S.*cpu-clock.*: *$", RegexOptions.Multiline)]
    private static partial Regex SampleHeader();

    [GeneratedRegex(@"^\s*[0-9a-f]+ (.*?)(?:\+0x[0-9a-f]+)? \((.*)\)$")]
    private static partial Regex FrameText();
}
