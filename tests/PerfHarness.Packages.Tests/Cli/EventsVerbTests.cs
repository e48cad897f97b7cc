using System.Text.Json;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Cli;

public sealed class EventsVerbTests
{
    [Fact, Trait(Needs.Trait, Needs.Perf)]
    public void A_part_of_a_name_lists_what_has_it_within_80_columns()
    {
        using var tool = new CommandLineTool();
        var lines = tool.Run("events", "fault").Expect(0).Output.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("page-faults ", StringComparison.Ordinal) && line.EndsWith(" each", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact, Trait(Needs.Trait, Needs.Perf)]
    public void A_tracepoint_named_in_full_shows_its_fields()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "reading tracepoints needs root");
        using var tool = new CommandLineTool();
        Assert.Contains("    prev_comm: char[16]", tool.Run("events", "sched:sched_switch").Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_limited_as_in_other_tables_and_json_has_all()
    {
        using var tool = new CommandLineTool();
        Assert.Contains("--top 0 shows all", tool.Run("events", "--top", "2").Expect(0).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("--top 0", tool.Run("events", "--kind", "software", "--top", "0").Expect(0).Output, StringComparison.Ordinal);
        tool.Run("events", "--json", "--kind", "software", "-o", "e.json").Expect(0);
        using var json = JsonDocument.Parse(File.ReadAllBytes(tool.GetWorkPath("e.json")));
        var clock = json.RootElement.GetProperty("events").EnumerateArray().Single(e => e.GetProperty("name").GetString() == "cpu-clock");
        Assert.Equal(("ns", "frequency", true), (clock.GetProperty("unit").GetString(), clock.GetProperty("recorded").GetString(), clock.GetProperty("available").GetBoolean()));
    }

    [Fact]
    public void A_pattern_without_a_match_suggests_a_name()
    {
        using var tool = new CommandLineTool();
        Assert.Contains("Did you mean 'cpu-clock'", tool.Run("events", "cpu-clok").Expect(2).Error, StringComparison.Ordinal);
    }
}
