using System.Text;
using System.Text.Json;
using PerfHarness.Analysis;
using PerfHarness.Analysis.Crossed;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Reports;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Analysis.Crossed;

public sealed class CrossedSharesTests
{
    private const string Program = """
        #include <pthread.h>
        #include <sys/prctl.h>
        static volatile unsigned long sink;
        __attribute__((noinline)) static void spin(int n) { for (int i = 0; i < n * 100000; i++) sink += i; }
        __attribute__((noinline)) static void twice(int n) { spin(n); spin(n); }
        static void *work(void *name) { prctl(PR_SET_NAME, name); for (int i = 0; i < 60; i++) { spin(4); twice(6); } return 0; }
        int main(void) { pthread_t t[3]; const char *names[] = { "first", "second", "second" }; for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, work, (void *)names[i]); for (int i = 0; i < 3; i++) pthread_join(t[i], 0); return 0; }
        """;

    [Theory]
    [Trait(Needs.Trait, Needs.Perf)]
    [InlineData("comm", "comm")]
    [InlineData("comm,tid", "comm,pid")] // perf's "pid" is the thread
    [InlineData("comm,dso", "comm,dso")]
    [InlineData("tid,dso,sym", "pid,dso,sym")]
    [InlineData("comm,tid,dso,sym", "comm,pid,dso,sym")]
    public void Sums_are_those_of_perf_report(string keys, string sort)
    {
        Tools.SkipUnless("perf", "gcc");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("t.c"), Program);
        Tools.Run("gcc", ["-O1", "-fno-omit-frame-pointer", "-pthread", "t.c", "-o", "t"], folder.Path);
        Tools.Run("perf", ["record", "-q", "-g", "-F", "997", "-e", "cpu-clock:u", "-o", "perf.data", "--", folder.File("t")], folder.Path);

        var shares = CrossedShares.Compute(
            SampleFilter.None.Apply(ProfileImporter.Load(folder.File("perf.data"), new ImportOptions { IncludeInlined = false })), ShareKeys.Parse(keys), Measure.Weight);
        Assert.Equal(ReadPerf(folder, sort, "--no-children", "sample"), Sum(shares, row => row.SelfSamples));
        Assert.Equal(ReadPerf(folder, sort, "--children", "overhead_children"), Sum(shares, row => Math.Round(row.GetShare(row.TotalWeight, Measure.Weight) * 100, 2)));
        Assert.Equal(shares.Selection.Samples, shares.Rows.Sum(row => row.SelfSamples));
    }

    [Fact]
    public void A_row_is_a_combination_of_keys_and_counts_a_sample_once()
    {
        var profile = Read("a-1/2;main;f;f 3\n");
        Assert.Equal(["a f 3 3", "a main 0 3"], Rows(profile, "comm,function"));
        profile = Read("one-1/2;main;f 3\none-1/3;main;f 2\none-1/3;main 1\ntwo-4/4;main;f 5\n");
        Assert.Equal(["f 5 5", "f 5 5", "main 0 5", "main 1 6"], Rows(profile, "comm,function").Select(row => row[4..]).Order(StringComparer.Ordinal));
        Assert.Equal(["2 3 3", "3 3 3", "4 5 5"], Rows(profile, "tid").Order(StringComparer.Ordinal));
        Assert.Equal(["one (1) 6 6", "two (4) 5 5"], Rows(profile, "process"));
    }

    [Fact]
    public void Events_are_not_added_up_where_they_are_told_apart()
    {
        var builder = new ProfileBuilder();
        PerfScriptImporter.Import(
            new MemoryStream(Encoding.UTF8.GetBytes("t 1 1.0: 900 cpu-clock: \n\t12 f (/t)\n\nt 1 1.0: 2 page-faults: \n\t12 f (/t)\n\n")), builder, new ImportOptions());
        var shares = CrossedShares.Compute(new SampleFilter { IncludeAllEvents = true }.Apply(builder.Build()), ShareKeys.Parse("event,function"), Measure.Weight);
        Assert.All(shares.Rows, row => Assert.Equal(1, row.GetShare(row.SelfWeight, Measure.Weight)));
    }

    [Theory]
    [InlineData("color", "'color' is not a valid value for --by")]
    [InlineData("comm,command", "names a key twice")]
    [InlineData("cpu", "without the processor")]
    [InlineData("", "is not a valid value")]
    public void What_is_no_key_is_an_error(string keys, string said) =>
        Assert.Contains(said, Assert.Throws<PerfHarnessException>(() => ShareKeys.Parse(keys)).Message, StringComparison.Ordinal);

    [Fact]
    public void Csv_quotes_names_and_disarms_formulas()
    {
        var lines = Write(new CrossedShareCsvWriter(int.MaxValue), Read("=1+2;f(int, char);say \"x\" 3\n"), "command,tid,function").TrimEnd('\n').Split('\n');
        Assert.Equal("command,tid,function,self_samples,total_samples,self_weight,total_weight,self_share,total_share", lines[0]);
        Assert.Equal("'=1+2,,\"say \"\"x\"\"\",3,3,3,3,1,1", lines[1]);
        Assert.Equal("'=1+2,,\"f(int, char)\",0,3,0,3,0,1", lines[2]);
    }

    [Fact]
    public void Json_has_a_property_for_each_key()
    {
        var json = JsonDocument.Parse(Write(new CrossedShareJsonWriter(1), Read("one-1/2;main;f 3\ntwo-4/4;main 1\n"), "comm,tid,sym,dso")).RootElement;
        Assert.Equal(["command", "tid", "function", "module"], json.GetProperty("by").EnumerateArray().Select(key => key.GetString()!));
        var row = Assert.Single(json.GetProperty("rows").EnumerateArray());
        Assert.Equal(("one", 2, "f"), (row.GetProperty("command").GetString(), row.GetProperty("tid").GetInt32(), row.GetProperty("function").GetString()));
        Assert.Equal((3, 0.75), (row.GetProperty("self").GetProperty("samples").GetInt32(), row.GetProperty("self").GetProperty("share").GetDouble()));
    }

    private static IEnumerable<string> Rows(Profile profile, string keys) =>
        CrossedShares.Compute(SampleFilter.None.Apply(profile), ShareKeys.Parse(keys), Measure.Samples).Rows
            .Select(row => $"{string.Join(' ', row.Values)} {row.SelfSamples} {row.TotalSamples}");

    private static string Write(IReportWriter<CrossedShares> writer, Profile profile, string keys)
    {
        using var stream = new MemoryStream();
        writer.Write(CrossedShares.Compute(SampleFilter.None.Apply(profile), ShareKeys.Parse(keys), Measure.Weight), stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static SortedDictionary<string, double> Sum(CrossedShares shares, Func<CrossedShareRow, double> value)
    {
        var sums = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var row in shares.Rows.Where(row => value(row) > 0 && IsNamed(string.Join('|', row.Values))))
        {
            var key = string.Join('|', row.Values);
            sums[key] = sums.GetValueOrDefault(key) + value(row);
        }

        return sums;
    }

    private static SortedDictionary<string, double> ReadPerf(TemporaryFolder folder, string sort, string mode, string field)
    {
        var keys = sort.Split(',');
        var text = Tools.Run("perf", ["report", "-i", "perf.data", mode, "--stdio", "-q", "-g", "none", "--no-inline", "--percent-limit", "0", "-t", "|", "--sort", sort, "-F", $"{field},{sort}"], folder.Path);
        var sums = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var cells in text.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length == keys.Length + 1))
        {
            var values = keys.Select((key, i) => key switch
            {
                "pid" => cells[i + 1][..cells[i + 1].IndexOf(':', StringComparison.Ordinal)],
                "sym" => cells[i + 1][4..],
                "dso" when cells[i + 1].StartsWith("[kernel", StringComparison.Ordinal) => "[kernel]",
                _ => cells[i + 1],
            });
            var name = string.Join('|', values);
            var value = double.Parse(cells[0].TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture);
            if (value > 0 && IsNamed(name))
            {
                sums[name] = sums.GetValueOrDefault(name) + value;
            }
        }

        return sums;
    }

    // Code without a symbol has a name by its bounds here and its address there; what is in no mapping is one row here.
    private static bool IsNamed(string row) => !row.Contains("0x", StringComparison.Ordinal) && !row.Contains("[unknown]", StringComparison.Ordinal);

    private static Profile Read(string folded)
    {
        var builder = new ProfileBuilder();
        FoldedImporter.Import(new MemoryStream(Encoding.UTF8.GetBytes(folded)), builder);
        return builder.Build();
    }
}
