using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Reports;
using PerfHarness.Reports.Verdicts;

namespace PerfHarness.Tests.Reports.Verdicts;

public sealed class VerdictWriterTests
{
    private static readonly VerdictReport Hostile = Verdicts.Failing("bench\n::error::x", Verdicts.HostileNames);

    [Fact]
    public void The_verdict_under_test_fails_on_every_name() =>
        Assert.Equal(Verdicts.HostileNames.Length, Hostile.Figures.Failures.Count(f => f.Outcome == FunctionOutcome.Regressed));

    [Fact]
    public void Names_cannot_add_a_line_to_GitHubs_annotations_nor_pass_its_limit()
    {
        var lines = Text(new GitHubAnnotationWriter("/repo"), Hostile).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches("^::(error|warning|notice) [^:]*::", line));
        Assert.Equal(GitHubAnnotationWriter.MaxPerSeverity, lines.Count(line => line.StartsWith("::error ", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains(" more; see the step summary", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotMatch("%(?!25|3A|2C|0A|0D)", line));
        Assert.Contains("::error file=src/plain.cs,line=12,col=5,title=PH2001 bench", Text(new GitHubAnnotationWriter("/repo"), Verdicts.Failing("bench", "plain")), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_cannot_start_a_command_of_Azures()
    {
        var lines = Text(new AzureAnnotationWriter("/repo"), Hostile).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line =>
        {
            Assert.StartsWith("##vso[task.logissue type=", line, StringComparison.Ordinal);
            var properties = line[..line.IndexOf(']', StringComparison.Ordinal)];
            Assert.Matches("^##vso\\[task\\.logissue (type=(error|warning);)(sourcepath=[^;\\]]*;linenumber=12;columnnumber=5;)?code=PH[0-9]{4};$", properties);
        });
    }

    [Fact]
    public void The_JUnit_file_is_well_formed_and_counts_right()
    {
        var suite = XDocument.Parse(Text(new JUnitWriter(), Hostile)).Root!.Element("testsuite")!;
        Assert.Equal(suite.Elements("testcase").Count(), (int)suite.Attribute("tests")!);
        Assert.Equal(suite.Descendants("failure").Count(), (int)suite.Attribute("failures")!);
        Assert.Equal(Verdicts.HostileNames.Length + 1, suite.Descendants("failure").Count());
    }

    [Fact]
    public void The_JUnit_file_has_what_the_strictest_schema_requires()
    {
        var root = XDocument.Parse(Text(new JUnitWriter(), Hostile)).Root!;
        Assert.Empty(root.Attributes());
        var suite = Assert.Single(root.Elements());
        Assert.Superset(new HashSet<string> { "package", "id", "name", "timestamp", "hostname", "tests", "failures", "errors", "time" }, suite.Attributes().Select(a => a.Name.LocalName).ToHashSet());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$", suite.Attribute("timestamp")!.Value);
        var order = suite.Elements().Select(e => e.Name.LocalName).ToList();
        Assert.Equal(["properties", .. Enumerable.Repeat("testcase", order.Count - 3), "system-out", "system-err"], order);
        Assert.All(suite.Elements("testcase"), test =>
        {
            Assert.Equal(["classname", "name", "time"], test.Attributes().Select(a => a.Name.LocalName));
            Assert.True(test.Elements().Count() <= 1);
            Assert.All(test.Elements("failure"), f => Assert.NotNull(f.Attribute("type")));
        });
    }

    [Fact]
    public void The_SARIF_file_keeps_rules_paths_and_fingerprints_from_build_to_build()
    {
        using var sarif = JsonDocument.Parse(Text(new SarifWriter("/repo"), Hostile));
        var run = sarif.RootElement.GetProperty("runs")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("id").GetString()).ToList();
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.All(results, r => Assert.Equal(r.GetProperty("ruleId").GetString(), rules[r.GetProperty("ruleIndex").GetInt32()]));
        var prints = results.Select(r => r.GetProperty("partialFingerprints").GetProperty("perfharness/v1").GetString()).ToList();
        Assert.Equal(Verdicts.HostileNames.Length, results.Where(r => r.GetProperty("ruleId").GetString() == "PH2001").Select(r => r.GetProperty("partialFingerprints").ToString()).Distinct().Count());
        using var again = JsonDocument.Parse(Text(new SarifWriter("/repo"), Verdicts.Failing("bench\n::error::x", Verdicts.HostileNames)));
        Assert.Equal(prints, again.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(r => r.GetProperty("partialFingerprints").GetProperty("perfharness/v1").GetString()));
        Assert.All(results.Where(r => r.GetProperty("locations")[0].TryGetProperty("physicalLocation", out _)), r =>
            Assert.True(Uri.IsWellFormedUriString(r.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString(), UriKind.RelativeOrAbsolute)));
    }

    [Fact]
    public void Names_cannot_become_markup_in_Markdown()
    {
        var text = Text(new MarkdownVerdictWriter(), Hostile);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.DoesNotContain("](javascript", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@someone", text.Replace("@<!-- -->someone", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("[differential flame graph](<out/diff%20graph.svg>)", text, StringComparison.Ordinal);
        var table = text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ToList();
        Assert.All(table, line => Assert.Equal(10, line.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|')));
    }

    [Fact]
    public void A_page_never_passes_the_limit_of_a_step_summary()
    {
        var many = Enumerable.Repeat(Hostile, 200).ToList();
        using var stream = new MemoryStream();
        new MarkdownVerdictWriter().Write(many, stream);
        Assert.InRange(stream.Length, MarkdownVerdictWriter.MaxBytes / 2, 1 << 20);
        Assert.Contains("more benchmarks do not fit", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_JSON_has_every_function_with_its_runs()
    {
        using var json = JsonDocument.Parse(Text(new VerdictJsonWriter(), Hostile));
        var bench = json.RootElement.GetProperty("benches")[0];
        Assert.Equal("fail", bench.GetProperty("outcome").GetString());
        Assert.Equal(Hostile.Figures.Functions.Count, bench.GetProperty("functions").GetArrayLength());
        Assert.Equal(6, bench.GetProperty("functions")[0].GetProperty("runsAfter").GetArrayLength());
        using var schema = JsonDocument.Parse(PublishedSchema.Verdict);
        var known = schema.RootElement.GetProperty("properties").GetProperty("benches").GetProperty("items").GetProperty("properties").EnumerateObject().Select(p => p.Name);
        Assert.Equal(known, bench.EnumerateObject().Select(p => p.Name));
        var function = schema.RootElement.GetProperty("$defs").GetProperty("function").GetProperty("properties").EnumerateObject().Select(p => p.Name);
        Assert.Equal(function, bench.GetProperty("functions")[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void GitLab_gets_a_fingerprint_that_does_not_depend_on_the_figures()
    {
        using var json = JsonDocument.Parse(Text(new GitLabCodeQualityWriter("/repo"), Verdicts.Failing("bench", "plain")));
        var first = json.RootElement[0];
        Assert.Equal("src/plain.cs", first.GetProperty("location").GetProperty("path").GetString());
        Assert.Equal(12, first.GetProperty("location").GetProperty("lines").GetProperty("begin").GetInt32());
        Assert.Equal("major", first.GetProperty("severity").GetString());
        Assert.Equal(32, first.GetProperty("fingerprint").GetString()!.Length);
    }

    public static TheoryData<string> Formats => ["markdown", "json", "sarif", "junit", "gitlab", "github", "azure"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_benchmark_that_was_not_judged_is_not_missing(string format)
    {
        var reason = new Diagnostic(DiagnosticCodes.BaselineMissing, Severity.Warning, "json has no baseline yet, so nothing was judged.");
        var text = Text(Writer(format), new VerdictReport("json", null) { NotJudged = reason });
        Assert.Contains("nothing was judged", text, StringComparison.Ordinal);
        Assert.Contains(format switch
        {
            "markdown" => "## ❔ json: not judged",
            "json" => "\"outcome\": \"notJudged\"",
            "sarif" => "\"outcome\": \"not judged\"",
            "junit" => "skipped=\"1\"",
            "gitlab" => "\"minor\"",
            "github" => "::warning ",
            _ => "type=warning",
        }, text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_benchmark_that_failed_to_run_is_not_missing(string format)
    {
        var reason = new Diagnostic(DiagnosticCodes.CommandFailed, Severity.Error, "./bench failed with exit code 3.");
        var text = Text(Writer(format), new VerdictReport("json", null) { NotJudged = reason });
        Assert.Contains("failed with exit code 3", text, StringComparison.Ordinal);
        Assert.Contains(format switch
        {
            "markdown" => "## ❌ json: failed",
            "json" => "\"exitCode\": 5",
            "sarif" => "\"outcome\": \"failed\"",
            "junit" => "errors=\"1\" skipped=\"0\"",
            "gitlab" => "\"major\"",
            "github" => "::error ",
            _ => "type=error",
        }, text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_was_screened_and_confirmed_is_in_every_format(string format)
    {
        var report = Verdicts.Failing("bench", "plain");
        var screening = new Screening(report.Figures with { Plan = new StagePlan(StageDecision.Confirm, 6, 6, 0.001, "1 function is borderline") })
        {
            BaselineTime = new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero), Commit = "abc1234def", Program = "its kept files",
        };
        var text = Text(Writer(format), report with { Verdict = report.Figures with { Screening = screening } }).Replace("\\(", "(", StringComparison.Ordinal).Replace("\\)", ")", StringComparison.Ordinal);
        Assert.Contains("creened against the baseline of 2026-11-20 (commit abc1234), confirmed interleaved with its kept files", text, StringComparison.Ordinal);
        if (format is "markdown" or "json")
        {
            Assert.Contains("1 function is borderline", text, StringComparison.Ordinal);
        }
    }

    private static IReportWriter<IReadOnlyList<VerdictReport>> Writer(string format) => format switch
    {
        "markdown" => new MarkdownVerdictWriter(),
        "json" => new VerdictJsonWriter(),
        "sarif" => new SarifWriter("/repo"),
        "junit" => new JUnitWriter(),
        "gitlab" => new GitLabCodeQualityWriter("/repo"),
        "github" => new GitHubAnnotationWriter("/repo"),
        _ => new AzureAnnotationWriter("/repo"),
    };

    private static string Text(IReportWriter<IReadOnlyList<VerdictReport>> writer, params VerdictReport[] reports)
    {
        using var stream = new MemoryStream();
        writer.Write(reports, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
