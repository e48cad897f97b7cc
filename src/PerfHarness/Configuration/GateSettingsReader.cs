using System.Globalization;
using System.Text.Json;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;

namespace PerfHarness.Configuration;

/// <summary>Reads a <c>gate</c> object over the policy that holds already: lists are added to, the rest replaced.</summary>
internal static class GateSettingsReader
{
    public static GatePolicy Read(ObjectReader reader, GatePolicy usual)
    {
        var policy = usual with
        {
            Tau = Percent(reader, "threshold") ?? usual.Tau,
            NewFunctionFloor = Percent(reader, "newFunctionFloor") ?? usual.NewFunctionFloor,
            TotalTau = Percent(reader, "totalThreshold") ?? usual.TotalTau,
            Stages = Stages(reader) ?? usual.Stages,
            MinimumSamples = reader.Whole("minimumSamples", 1, int.MaxValue) ?? usual.MinimumSamples,
            MaximumLost = Percent(reader, "maximumLost") ?? usual.MaximumLost,
            MaximumUnnamed = Percent(reader, "maximumUnnamed") ?? usual.MaximumUnnamed,
            TreatInconclusiveAs = reader.Choice("treatInconclusiveAs", ("inconclusive", InconclusiveAs.Inconclusive), ("pass", InconclusiveAs.Pass), ("warn", InconclusiveAs.Warn), ("fail", InconclusiveAs.Fail)) ?? usual.TreatInconclusiveAs,
            FailOn = FailOnOf(reader) ?? usual.FailOn,
            Budgets = [.. usual.Budgets, .. Patterns(reader, "budgets").Select(p => Budget(reader, p))],
            Ignored = [.. usual.Ignored, .. (reader.Texts("ignore") ?? []).Select(text => At(reader, reader.Node, () => new FunctionPattern(text)))],
            Thresholds = [.. Patterns(reader, "thresholds").Select(p => At(reader, p.Value, () => new Threshold(new FunctionPattern(p.Name), reader.NumberOf(p.Value, p.Name, 0, 100) / 100))), .. usual.Thresholds],
            Waivers = [.. usual.Waivers, .. reader.List("waivers").Select(node => Waiver(node, reader.FilePath))],
            Functions = usual.Functions with
            {
                Kernel = reader.Flag("kernel") ?? usual.Functions.Kernel,
                Runtime = reader.Flag("runtime") ?? usual.Functions.Runtime,
                MergeGenericInstances = reader.Flag("mergeGenericInstances") ?? usual.Functions.MergeGenericInstances,
            },
        };
        if (reader.Number("alpha", 0, 1) is { } alpha)
        {
            policy = policy.WithAlpha(alpha);
        }

        reader.Finish();
        return At(reader, reader.Node, policy.Validated);
    }

    private static double? Percent(ObjectReader reader, string name) => reader.Number(name, 0, 100) is { } percent ? percent / 100 : null;

    // A list of runs takes the usual errors; { "runs": 5, "alpha": 0.0002 } names its own.
    private static IReadOnlyList<GateStage>? Stages(ObjectReader reader)
    {
        var nodes = reader.List("stages");
        if (nodes.Count == 0)
        {
            return null;
        }

        var stages = new List<GateStage>();
        foreach (var node in nodes)
        {
            var usual = GatePolicy.UsualAlpha(stages.Count);
            if (node.Kind == JsonValueKind.Number)
            {
                stages.Add(new GateStage((int)reader.NumberOf(node, "stages", 2, 1000), usual));
                continue;
            }

            var stage = new ObjectReader(node, reader.FilePath, "a stage");
            stages.Add(new GateStage(stage.Whole("runs", 2, 1000) ?? throw stage.Error(node, "a stage needs 'runs'."), stage.Number("alpha", 0, 1) ?? usual));
            stage.Finish();
        }

        return stages;
    }

    private static FailOn? FailOnOf(ObjectReader reader)
    {
        if (reader.Texts("failOn") is not { } words)
        {
            return null;
        }

        return words.Aggregate(FailOn.None, (all, word) =>
            all | (FailOnParser.Parse(word) ?? throw reader.Error(reader.Get("failOn")!, $"'{word}' is not a value of 'failOn': {FailOnParser.All}.")));
    }

    private static IEnumerable<(string Name, ConfigurationNode Value)> Patterns(ObjectReader reader, string name) =>
        reader.Object(name)?.Node.Properties.Select(p => (p.Name, p.Value)) ?? [];

    // 5, "5 %" or "never"
    private static Budget Budget(ObjectReader reader, (string Name, ConfigurationNode Value) entry)
    {
        var (name, value) = entry;
        if (value.Kind == JsonValueKind.String && value.Text.Trim() == "never")
        {
            return At(reader, value, () => Gating.Budget.Never(new FunctionPattern(name)));
        }

        var text = value.Kind == JsonValueKind.String ? value.Text.Trim().TrimEnd('%').Trim() : value.Text;
        return value.Kind is JsonValueKind.String or JsonValueKind.Number && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            ? At(reader, value, () => new Budget(new FunctionPattern(name), percent / 100))
            : throw reader.Error(value, $"the budget of '{name}' must be a percentage such as 5 or \"5 %\", or \"never\".");
    }

    private static Waiver Waiver(ConfigurationNode node, string path)
    {
        var reader = new ObjectReader(node, path, "a waiver");
        var function = reader.Text("function") ?? throw reader.Error(node, "a waiver needs 'function'.");
        var reason = reader.Text("reason") ?? throw reader.Error(node, "a waiver needs a 'reason'.");
        var until = reader.Text("until") ?? throw reader.Error(node, "a waiver needs 'until', the last day on which it holds.");
        reader.Finish();
        return DateOnly.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? At(reader, node, () => new Waiver(new FunctionPattern(function), reason, day))
            : throw reader.Error(reader.Get("until")!, $"'{until}' is no date; write it as 2026-12-31.");
    }

    // What the policy's own types refuse is told with the place it came from.
    private static T At<T>(ObjectReader reader, ConfigurationNode node, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (PerfHarnessException e) when (e.Diagnostic.Line == 0)
        {
            throw reader.Error(node, e.Diagnostic.Message, e.Diagnostic.Remedy);
        }
    }
}
