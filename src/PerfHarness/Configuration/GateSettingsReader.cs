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
            MinimumRise = ReadPercent(reader, "threshold") ?? usual.MinimumRise,
            NewFunctionFloor = ReadPercent(reader, "newFunctionFloor") ?? usual.NewFunctionFloor,
            MinimumTotalRise = ReadPercent(reader, "totalThreshold") ?? usual.MinimumTotalRise,
            Stages = ReadStages(reader) ?? usual.Stages,
            MinimumSamples = reader.ReadInteger("minimumSamples", 1, int.MaxValue) ?? usual.MinimumSamples,
            MaximumLost = ReadPercent(reader, "maximumLost") ?? usual.MaximumLost,
            MaximumUnnamed = ReadPercent(reader, "maximumUnnamed") ?? usual.MaximumUnnamed,
            TreatInconclusiveAs = reader.ReadChoice("treatInconclusiveAs", ("inconclusive", InconclusiveAs.Inconclusive), ("pass", InconclusiveAs.Pass), ("warn", InconclusiveAs.Warn), ("fail", InconclusiveAs.Fail)) ?? usual.TreatInconclusiveAs,
            FailOn = ReadFailOn(reader) ?? usual.FailOn,
            Budgets = [.. usual.Budgets, .. ReadPatterns(reader, "budgets").Select(p => ReadBudget(reader, p))],
            Ignored = [.. usual.Ignored, .. (reader.ReadStrings("ignore") ?? []).Select(text => CreateAt(reader, reader.Node, () => new FunctionPattern(text)))],
            Thresholds = [.. ReadPatterns(reader, "thresholds").Select(p => CreateAt(reader, p.Value, () => new Threshold(new FunctionPattern(p.Name), reader.ParseNumber(p.Value, p.Name, 0, 100) / 100))), .. usual.Thresholds],
            Waivers = [.. usual.Waivers, .. reader.ReadList("waivers").Select(node => ReadWaiver(node, reader.FilePath))],
            Functions = usual.Functions with
            {
                IncludeKernel = reader.ReadBoolean("kernel") ?? usual.Functions.IncludeKernel,
                IncludeRuntime = reader.ReadBoolean("runtime") ?? usual.Functions.IncludeRuntime,
                MergeGenericInstances = reader.ReadBoolean("mergeGenericInstances") ?? usual.Functions.MergeGenericInstances,
            },
        };
        if (reader.ReadNumber("alpha", 0, 1) is { } alpha)
        {
            policy = policy.WithAlpha(alpha);
        }

        reader.ThrowIfUnknown();
        return CreateAt(reader, reader.Node, policy.Validate);
    }

    private static double? ReadPercent(ObjectReader reader, string name) => reader.ReadNumber(name, 0, 100) is { } percent ? percent / 100 : null;

    // A list of runs takes the usual errors; { "runs": 5, "alpha": 0.0002 } names its own.
    private static IReadOnlyList<GateStage>? ReadStages(ObjectReader reader)
    {
        var nodes = reader.ReadList("stages");
        if (nodes.Count == 0)
        {
            return null;
        }

        var stages = new List<GateStage>();
        foreach (var node in nodes)
        {
            var usual = GatePolicy.GetDefaultAlpha(stages.Count);
            if (node.Kind == JsonValueKind.Number)
            {
                stages.Add(new GateStage((int)reader.ParseNumber(node, "stages", 2, 1000), usual));
                continue;
            }

            var stage = new ObjectReader(node, reader.FilePath, "a stage");
            stages.Add(new GateStage(stage.ReadInteger("runs", 2, 1000) ?? throw stage.CreateError(node, "a stage needs 'runs'."), stage.ReadNumber("alpha", 0, 1) ?? usual));
            stage.ThrowIfUnknown();
        }

        return stages;
    }

    private static FailOn? ReadFailOn(ObjectReader reader)
    {
        if (reader.ReadStrings("failOn") is not { } words)
        {
            return null;
        }

        return words.Aggregate(FailOn.None, (all, word) =>
            all | (FailOnParser.TryParse(word) ?? throw reader.CreateError(reader.Get("failOn")!, $"'{word}' is not a value of 'failOn': {FailOnParser.AllowedValues}.")));
    }

    private static IEnumerable<(string Name, ConfigurationNode Value)> ReadPatterns(ObjectReader reader, string name) =>
        reader.ReadObject(name)?.Node.Properties.Select(p => (p.Name, p.Value)) ?? [];

    // 5, "5 %" or "never"
    private static Budget ReadBudget(ObjectReader reader, (string Name, ConfigurationNode Value) entry)
    {
        var (name, value) = entry;
        if (value.Kind == JsonValueKind.String && value.Text.Trim() == "never")
        {
            return CreateAt(reader, value, () => Gating.Budget.Never(new FunctionPattern(name)));
        }

        var text = value.Kind == JsonValueKind.String ? value.Text.Trim().TrimEnd('%').Trim() : value.Text;
        return value.Kind is JsonValueKind.String or JsonValueKind.Number && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            ? CreateAt(reader, value, () => new Budget(new FunctionPattern(name), percent / 100))
            : throw reader.CreateError(value, $"the budget of '{name}' must be a percentage such as 5 or \"5 %\", or \"never\".");
    }

    private static Waiver ReadWaiver(ConfigurationNode node, string path)
    {
        var reader = new ObjectReader(node, path, "a waiver");
        var function = reader.ReadString("function") ?? throw reader.CreateError(node, "a waiver needs 'function'.");
        var reason = reader.ReadString("reason") ?? throw reader.CreateError(node, "a waiver needs a 'reason'.");
        var until = reader.ReadString("until") ?? throw reader.CreateError(node, "a waiver needs 'until', the last day on which it holds.");
        reader.ThrowIfUnknown();
        return DateOnly.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? CreateAt(reader, node, () => new Waiver(new FunctionPattern(function), reason, day))
            : throw reader.CreateError(reader.Get("until")!, $"'{until}' is no date; write it as 2026-12-31.");
    }

    // What the policy's own types refuse is told with the place it came from.
    private static T CreateAt<T>(ObjectReader reader, ConfigurationNode node, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (PerfHarnessException e) when (e.Diagnostic.Line == 0)
        {
            throw reader.CreateError(node, e.Diagnostic.Message, e.Diagnostic.Remedy);
        }
    }
}
