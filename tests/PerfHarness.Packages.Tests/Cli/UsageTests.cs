namespace PerfHarness.Packages.Tests.Cli;

public sealed class UsageTests
{
    public static TheoryData<string[], string> Mistakes => new()
    {
        { ["nonsense"], "unknown command 'nonsense'" },
        { ["report", "--nonsense"], "--nonsense" },
        { ["report", "--json", "x"], "unknown option '--json'" },
        { ["collapse", "-z", "x"], "unknown option '-z'" },
        { ["diff", "--foo", "a", "b"], "unknown option '--foo'" },
        { ["run", "--foo", "--", "true"], "unknown option '--foo'" },
        { ["baseline", "accept", "--foo", "x"], "unknown option '--foo'" },
        { ["report", "--comm", "--json", "x"], "unknown option '--json'" },
        { ["report", "--", "--json"], "cannot read '--json'" },
        { ["report", "--tree", "--format", "csv", "x"], "--format is for the table" },
        { ["report", "--by", "comm,cpu", "x"], "'cpu' is not supported for --by" },
        { ["script", "-F", "cpu", "x"], "'cpu' is not supported for -F" },
        { ["report", "--by", "color", "x"], "'color' is not a valid value for --by" },
        { ["report", "--tree", "--quality", "x"], "cannot be used together" },
        { ["run"], "perfharness.json" },
        { ["run", "./bench"], "--" },
        { ["run", "--"], "no command" },
        { ["run", "-F", "0", "--", "true"], "--frequency" },
        { ["run", "--delay", "soon", "--", "true"], "--delay" },
        { ["run", "--env", "=x", "--", "true"], "--env" },
        { ["run", "--budget", "x", "--", "true"], "not a valid budget" },
        { ["run", "--threshold", "F=x", "--", "true"], "not a valid threshold" },
        { ["run", "--alpha", "1%", "--", "true"], "not a valid probability" },
        { ["run", "--stages", "5,x", "--", "true"], "not a valid stage" },
        { ["run", "--stages", "10,5", "--", "true"], "ascending" },
        { ["run", "--waive", "F=2026-02-30:because", "--", "true"], "not a valid waiver" },
        { ["run", "--waive", "F=2026-02-28:", "--", "true"], "no reason" },
        { ["run", "--total-threshold", "101", "--", "true"], "--total-threshold must be a number from 0 to 100, not '101'" },
        { ["check", "--minimum-samples", "1.5", "x"], "--minimum-samples must be a whole number from 1" },
        { ["explain", "--maximum-unnamed", "-1", "x"], "--maximum-unnamed" },
        { ["calibrate", "--new-function-floor", "x", "--", "true"], "--new-function-floor must be a number from 0 to 100, not 'x'" },
        { ["calibrate", "--bench", "x", "--profile", "x"], "--profile and --bench cannot be used together" },
        { ["calibrate"], "there is no perfharness.json" },
        { ["run", "--fail-on", "rain", "--", "true"], "'rain'" },
        { ["run", "--build", "make", "--baseline-command", "./old", "--", "true"], "--baseline-command" },
        { ["run", "--keep-program", "--", "true"], "--accept-baseline" },
        { ["run", "--no-confirm", "--learn", "--", "true"], "--learn" },
        { ["run", "--pin-cpus", "999", "--", "true"], "CPU 999 is not available" },
        { ["run", "--pin", "v1", "--baseline-command", "true", "--", "true"], "cannot be used with" },
        { ["run", "--bench", "x", "--", "true"], "cannot be used together" },
        { ["record"], "nothing to record" },
        { ["record", "--load", "true", "--", "true"], "--load requires --ready-port, --ready-text or --ready-http" },
        { ["run", "--ready-port", "80", "--", "true"], "--ready-port requires --load" },
        { ["run", "--load", " ", "--ready-port", "80", "--", "true"], "the command line of --load is empty" },
        { ["run", "--load", "'x", "--ready-port", "80", "--", "true"], "unclosed quote" },
        { ["run", "--load", "x", "--ready-port", "80", "--ready-text", "x", "--", "true"], "only one of" },
        { ["run", "--load", "x", "--ready-port", "0", "--", "true"], "--ready-port must be a whole number from 1 to 65535" },
        { ["run", "--load", "x", "--ready-http", "localhost", "--", "true"], "--ready-http must be an address" },
        { ["run", "--load", "x", "--ready-port", "80", "--stop-signal", "SIGNAL", "--", "true"], "--stop-signal must be a signal" },
        { ["record", "-p", "1", "--load", "x", "--ready-port", "80"], "--load is for a server that is started" },
        { ["collapse", "nothing.data"], "nothing.data" },
        { ["flamegraph", "x.folded", "-o", "x.png"], ".png" },
        { ["export", "x.folded"], "--to" },
        { ["export", "--to", "gif", "x.folded"], "'gif'" },
        { ["check", "--counts", "nothing.json"], "nothing.json" },
        { ["check", "--counts", "nothing.json", "--ignore", "x"], "not with --ignore" },
        { ["check", "--counts", "nothing.json", "--new-function-floor", "2"], "not with --new-function-floor" },
        { ["check", "--counts", "nothing.json", "--total-threshold", "2"], "not with --total-threshold" },
        { ["check", "--counts", "nothing.json", "--minimum-samples", "2"], "not with --minimum-samples" },
        { ["check", "--counts", "nothing.json", "--maximum-lost", "2"], "not with --maximum-lost" },
        { ["check", "--counts", "nothing.json", "--maximum-unnamed", "2"], "not with --maximum-unnamed" },
        { ["check", "--counts", "nothing.json", "--threshold", "F=1"], "no function names" },
        { ["check", "--pin", "v1", "--against", "old.pb.gz", "new.pb.gz"], "cannot be used together" },
        { ["baseline", "show", "nothing"], "no such baseline" },
        { ["baseline", "accept"], "no runs to accept" },
        { ["baseline", "pin", "v1"], "there is no baseline" },
        { ["run", "--force", "--", "true"], "--force requires --accept-baseline" },
        { ["run", "--accept-baseline", "--pin", "v1", "--", "true"], "'baseline pin'" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_exit_code_2_and_one_clear_message(string[] arguments, string said)
    {
        using var tool = new CommandLineTool();
        var result = tool.Run(arguments).Expect(2);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.Contains("error PH", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("PH9001", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public void Every_verb_has_help_with_an_example()
    {
        using var tool = new CommandLineTool();
        var overview = tool.Run("--help").Expect(0).Output;
        var verbs = overview[overview.IndexOf("Commands:", StringComparison.Ordinal)..overview.IndexOf("Example", StringComparison.Ordinal)]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ').Select(line => line.Trim().Split(' ')[0]).ToList();
        Assert.Contains("run", verbs);
        foreach (var verb in verbs)
        {
            Assert.Contains($"  dotnet perfharness {verb}", tool.Run(verb, "--help").Expect(0).Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_shell_gets_completions()
    {
        using var tool = new CommandLineTool();
        Assert.Contains("collapse", tool.Run("[suggest:2]", "co").Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("module", tool.Run("[suggest:12]", "report --by ").Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_setting_is_reported_with_line_and_column()
    {
        using var tool = new CommandLineTool();
        File.WriteAllText(tool.GetWorkPath("perfharness.json"), "{\n  \"defaults\": { \"rums\": 3 }\n}");
        var result = tool.Run("run", "--", "true").Expect(2);
        Assert.Contains("perfharness.json(2,17): error PH4002", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_of_verbs_shows_their_arguments()
    {
        using var tool = new CommandLineTool();
        var list = tool.Run("--help").Expect(0).Output;
        var verbs = list[list.IndexOf("Commands:", StringComparison.Ordinal)..list.IndexOf("Examples:", StringComparison.Ordinal)]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Trim().Split("  ")[0]).ToList();
        Assert.Equal(19, verbs.Count);
        Parallel.ForEach(verbs, verb =>
        {
            var words = verb.Split(' ');
            var usage = tool.Run(words[0], "--help").Expect(0).Output.Split('\n').Single(line => line.StartsWith("  dotnet perfharness ", StringComparison.Ordinal) && line.Contains("[options]", StringComparison.Ordinal));
            Assert.Equal(words[1..], usage.Split(' ').Where(word => word.StartsWith('<') || word.StartsWith("[<", StringComparison.Ordinal)).Where(word => word is not ("[<command>" or "<command>")).Select(word => word.Trim('[', ']', '.')));
        });
    }
}
