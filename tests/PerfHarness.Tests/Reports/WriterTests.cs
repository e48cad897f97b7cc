using System.Globalization;
using System.Text;
using System.Text.Json;
using PerfHarness.Analysis;
using PerfHarness.Profiles;
using PerfHarness.Reports;
using PerfHarness.Tests.Analysis;

namespace PerfHarness.Tests.Reports;

public sealed class WriterTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Speedscope_has_every_sample_with_its_weight_and_frames_that_exist(bool times)
    {
        var profile = RandomProfile.Make(4, times);
        var json = Json(new SpeedscopeWriter(), profile);
        Assert.Equal("https://www.speedscope.app/file-format-schema.json", json.GetProperty("$schema").GetString());
        var frames = json.GetProperty("shared").GetProperty("frames").GetArrayLength();
        var sum = 0L;
        foreach (var part in json.GetProperty("profiles").EnumerateArray())
        {
            Assert.Equal(part.GetProperty("samples").GetArrayLength(), part.GetProperty("weights").GetArrayLength());
            Assert.All(part.GetProperty("samples").EnumerateArray().SelectMany(s => s.EnumerateArray()), f => Assert.InRange(f.GetInt32(), 0, frames - 1));
            var weights = part.GetProperty("weights").EnumerateArray().Sum(w => w.GetInt64());
            Assert.Equal(weights, part.GetProperty("endValue").GetInt64());
            sum += weights;
        }

        Assert.Equal(SampleFilter.None.Apply(profile).Weight, sum);
    }

    [Fact]
    public void D3_values_include_their_children()
    {
        var profile = RandomProfile.Make(5);
        var root = Json(new D3Writer(), profile);
        Assert.Equal(SampleFilter.None.Apply(profile).Samples, root.GetProperty("value").GetInt64());
        var pending = new Stack<JsonElement>([root]);
        while (pending.TryPop(out var node))
        {
            var children = node.GetProperty("children").EnumerateArray().ToList();
            Assert.True(children.Sum(c => c.GetProperty("value").GetInt64()) <= node.GetProperty("value").GetInt64());
            children.ForEach(pending.Push);
        }
    }

    [Fact]
    public void D3_of_a_very_deep_stack_ends_at_a_depth_that_readers_can_handle()
    {
        var builder = new ProfileBuilder();
        var frame = builder.Frames.Intern(new Frame(builder.Functions.Intern(new FunctionName("m", "f")), FrameKind.Native));
        var stack = StackId.Empty;
        for (var i = 0; i < 100_000; i++)
        {
            stack = builder.Stacks.Intern(stack, frame);
        }

        builder.Samples.Add(new Sample(stack, builder.AddThread(new ThreadInfo(1, 1, "x")), builder.AddEvent(new EventInfo("e", 0, "e")), builder.AddRun(new RunInfo()), -1, 1, 1));
        using var output = new MemoryStream();
        new D3Writer().Write(builder.Build(), output);
        Assert.Equal(D3Writer.MaxDepth, Encoding.UTF8.GetString(output.ToArray()).Split("\"f\"").Length - 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Firefox_tables_are_as_long_as_they_say_and_refer_to_rows_that_exist(bool times)
    {
        var profile = RandomProfile.Make(6, times);
        var json = Json(new FirefoxWriter(), profile);
        var categories = json.GetProperty("meta").GetProperty("categories").GetArrayLength();
        var libs = json.GetProperty("libs").GetArrayLength();
        var samples = 0L;
        foreach (var thread in json.GetProperty("threads").EnumerateArray())
        {
            foreach (var table in thread.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Object))
            {
                Assert.All(table.Value.EnumerateObject().Where(c => c.Value.ValueKind == JsonValueKind.Array), c => Assert.Equal(table.Value.GetProperty("length").GetInt32(), c.Value.GetArrayLength()));
            }

            Refers("samples", "stack", Length("stackTable"));
            Refers("stackTable", "frame", Length("frameTable"));
            Refers("frameTable", "func", Length("funcTable"));
            Refers("frameTable", "category", categories);
            Refers("funcTable", "name", thread.GetProperty("stringArray").GetArrayLength());
            Refers("funcTable", "resource", Length("resourceTable"));
            Refers("resourceTable", "lib", libs);
            var prefixes = thread.GetProperty("stackTable").GetProperty("prefix").EnumerateArray().ToList();
            for (var i = 0; i < prefixes.Count; i++)
            {
                Assert.True(prefixes[i].ValueKind == JsonValueKind.Null || prefixes[i].GetInt32() < i);
            }

            Assert.All(thread.GetProperty("samples").GetProperty("timeDeltas").EnumerateArray(), d => Assert.True(d.GetDouble() >= 0));
            samples += thread.GetProperty("samples").GetProperty("weight").EnumerateArray().Sum(w => w.GetInt64());

            int Length(string table) => thread.GetProperty(table).GetProperty("length").GetInt32();

            void Refers(string table, string column, int length) =>
                Assert.All(thread.GetProperty(table).GetProperty(column).EnumerateArray(), v => Assert.True(v.ValueKind == JsonValueKind.Null || v.GetInt32() < length));
        }

        Assert.Equal(SampleFilter.None.Apply(profile).Samples, samples);
    }

    [Fact]
    public void The_json_report_is_the_same_under_a_comma_decimal_culture_and_its_shares_add_up()
    {
        var report = JsonReport.Create(SampleFilter.None.Apply(RandomProfile.Make(7)));
        var text = Text(new JsonReportWriter(), report);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = german;
            Assert.Equal(text, Text(new JsonReportWriter(), report));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        var json = JsonDocument.Parse(text).RootElement;
        Assert.Equal(1, json.GetProperty("schemaVersion").GetInt32());
        var self = json.GetProperty("functions").EnumerateArray().Sum(f => f.GetProperty("self").GetProperty("share").GetDouble());
        // Samples without any frame belong to no function.
        Assert.InRange(self, 0.5, 1.0);
        Assert.Equal(
            report.SymbolCoverage.All.Leaves,
            json.GetProperty("resolution").GetProperty("classes").EnumerateArray().Sum(c => c.GetProperty("leaves").GetInt64()));
    }

    [Fact]
    public void A_markdown_cell_stays_one_cell_of_plain_text()
    {
        var text = new MarkdownTable("function", ">self %").AddRow("a|b<script>`x`\n[l](http://e) @me #1 __init__", "1.0").ToString();
        Assert.Equal(3, text.TrimEnd('\n').Split('\n').Length);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@me", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http:/", text, StringComparison.Ordinal);
        Assert.Contains(@"a\|b&lt;script&gt;\`x\`\\u000a\[l\]\(http", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_has_the_hottest_rows()
    {
        var table = ReportTable.Create(SelfShares.Compute(CallTreeTests.Make("a;b 6", "a;c 3", "d\u001b[31m 1")), 2);
        Assert.Equal(["b", "c"], table.Rows.Select(r => r.Name));
        Assert.Equal((10, 1), (table.Samples, table.Runs));
        Assert.Null(table.Rows[0].SelfStandardDeviation);
    }

    private static JsonElement Json(IReportWriter<Profile> writer, Profile profile)
    {
        using var output = new MemoryStream();
        writer.Write(profile, output);
        return JsonDocument.Parse(output.ToArray()).RootElement.Clone();
    }

    private static string Text<T>(IReportWriter<T> writer, T report)
    {
        using var output = new MemoryStream();
        writer.Write(report, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
