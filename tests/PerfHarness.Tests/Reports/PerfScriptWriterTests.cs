using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Folding;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Reports;
using PerfHarness.Tests.Analysis;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Reports;

public sealed class PerfScriptWriterTests
{
    [Theory]
    [InlineData("comm,tid", "Comm, Tid")]
    [InlineData("+srcline", "Default, Srcline")]
    [InlineData("-period,-symoff", "Comm, Tid, Time, Event, Ip, Sym, Dso")]
    public void Fields_are_listed_or_changed(string text, string expected) =>
        Assert.Equal(Enum.Parse<PerfScriptFields>(expected), PerfScriptFieldList.Parse(text));

    [Theory]
    [InlineData("cpu", "without the processor")]
    [InlineData("color", "'color' is not a valid field")]
    [InlineData("comm,+ip", "both lists fields and changes")]
    [InlineData("comm,sym", "without ip")]
    public void What_cannot_be_printed_is_an_error(string text, string said) =>
        Assert.Contains(said, Assert.Throws<PerfHarnessException>(() => PerfScriptFieldList.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_text_of_a_recording_is_perfs_and_folds_to_the_same_stacks()
    {
        Tools.SkipUnless("perf", "gcc");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("t.c"), """
            static volatile unsigned sink;
            static inline __attribute__((always_inline)) unsigned mix(unsigned x) { for (int i = 0; i < 60; i++) x = x * 1664525u + 1013904223u; return x; }
            __attribute__((noinline)) static void work(unsigned n) { for (unsigned i = 0; i < n; i++) sink += mix(i); }
            int main(void) { work(1200000); return 0; }
            """);
        Tools.Run("gcc", ["-O2", "-g", "-fno-omit-frame-pointer", "t.c", "-o", "t"], folder.Path);
        Tools.Run("perf", ["record", "-q", "-g", "-F", "499", "-e", "cpu-clock:u,page-faults:u", "-o", "perf.data", "--", folder.File("t")], folder.Path);

        foreach (var options in new[] { new FoldOptions { All = true }, new FoldOptions { Addrs = true }, new FoldOptions { Dso = true, Inline = true } })
        {
            var import = new ImportOptions { KeepTimes = true, KeepAddresses = options.Addrs };
            var profile = ProfileImporter.Load(folder.File("perf.data"), import);
            var text = Write(ProfileImporter.Load(folder.File("perf.data"), import with { KeepAddresses = true }));
            Assert.Equal(FoldedStacks.Fold(profile, options).ToString(), FoldedStacks.Fold(Read(text, import), options).ToString());
        }

        var plain = ProfileImporter.Load(folder.File("perf.data"), new ImportOptions { KeepTimes = true, KeepAddresses = true, IncludeInlined = false });
        var theirs = Tools.Run("perf", ["script", "-i", "perf.data", "--no-inline"], folder.Path).Split('\n').Where(line => line.Contains(" work+", StringComparison.Ordinal));
        var ours = Write(plain).Split('\n').Where(line => line.Contains(" work+", StringComparison.Ordinal));
        Assert.Equal(theirs.Select(line => line[..line.IndexOf('(', StringComparison.Ordinal)]), ours.Select(line => line[..line.IndexOf('(', StringComparison.Ordinal)]));
    }

    [Fact]
    public void Sums_of_folded_stacks_are_periods_and_hostile_names_stay_on_their_lines()
    {
        var profile = RandomProfile.Make(11);
        var text = Write(profile);
        Assert.DoesNotContain('\u001b', text);
        var read = Read(text, new ImportOptions { KeepTimes = true });
        Assert.DoesNotContain(read.Diagnostics, d => d.Code == DiagnosticCodes.MalformedLine);
        foreach (var info in profile.Events)
        {
            var filter = new SampleFilter { Event = info.Name };
            Assert.Equal(filter.Apply(profile).Weight, filter.Apply(read).Weight);
        }
    }

    private static string Write(Profile profile)
    {
        using var stream = new MemoryStream();
        new PerfScriptWriter(new SampleFilter { IncludeAllEvents = true }).Write(profile, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Profile Read(string text, ImportOptions options)
    {
        var builder = new ProfileBuilder(options.KeepTimes);
        PerfScriptImporter.Import(new MemoryStream(Encoding.UTF8.GetBytes(text)), builder, options, file: "script.txt");
        return builder.Build();
    }
}
