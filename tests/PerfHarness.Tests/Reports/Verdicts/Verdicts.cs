using System.Collections.Immutable;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Reports.Verdicts;

namespace PerfHarness.Tests.Reports.Verdicts;

/// <summary>Verdicts of the real gate on made-up counts.</summary>
internal static class Verdicts
{
    /// <summary>What a symbol table or a debug file may call things.</summary>
    public static readonly string[] HostileNames =
    [
        "plain",
        "a\r\n::error::injected%0A%25",
        "x;]##vso[task.setvariable variable=PATH]evil",
        "</testsuites><script>alert(1)</script>]]>",
        "\u001b[31mred\u202e\u2028\u0000",
        "`code` **bold** [link](javascript:x) <img src=x> | cell @someone #1 http://evil.example",
        "\"quote\",\"severity\":\"none\"",
        "half \ud800 pair \uffff",
        "::set-output name=x::y",
        new string('n', 5000),
    ];

    /// <summary>One function of each name regresses; many steady ones make up the rest.</summary>
    public static VerdictReport Failing(string bench, params IReadOnlyList<string> names)
    {
        var functions = names.Select(name => Counts(name, 500, 900, name))
            .Concat(Enumerable.Range(0, 40).Select(i => Counts($"steady{i}", 1000, 1000 - (10 * names.Count), null))).ToList();
        var verdict = new Gate(GatePolicy.Default with { Budgets = [Budget.Never(new FunctionPattern("plain*"))] }).Judge(new GateInput
        {
            Baseline = Side(functions.Select(f => f.Before)),
            Candidate = Side(functions.Select(f => f.After)),
            Interleaved = true,
            Today = new DateOnly(2030, 1, 1),
        });
        return new VerdictReport(bench, verdict, DifferencePath: "out/diff graph.svg", FlameGraphPath: "out/flamegraph.svg");
    }

    private static (FunctionCounts Before, FunctionCounts After) Counts(string name, long before, long after, string? file) =>
        (Function(name, before, file), Function(name, after, file));

    private static FunctionCounts Function(string name, long count, string? file) => new(
        new FunctionName("module", name), [.. Enumerable.Range(0, 6).Select(i => count + ((i * 7) % 11))], ImmutableArray<long>.Empty, file is null ? null : new SourcePosition($"src/{file}.cs", 12, 5));

    private static Measurement Side(IEnumerable<FunctionCounts> functions)
    {
        var all = functions.ToList();
        var runs = Enumerable.Range(0, 6).Select(run => new RunRecord { Session = "s", Samples = all.Sum(f => f.Self[run]) });
        return new Measurement(new RunCounts(runs, all), CallEdges.Empty, new Conditions());
    }
}
