using System.Globalization;
using System.Text.Json;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;

namespace PerfHarness.Configuration;

/// <summary>Reads a <c>gate</c> object on top of a policy: lists are extended, everything else is overridden.</summary>
internal static class GateSettingsReader
{
    public static GatePolicy Read(ObjectReader reader, GatePolicy defaults)
    {
        var policy = GateSetting.All.Aggregate(defaults, (policy, setting) => ReadSetting(reader, setting, policy)) with
        {
            Stages = ReadStages(reader) ?? defaults.Stages,
            TreatInconclusiveAs = ReadInconclusiveAs(reader) ?? defaults.TreatInconclusiveAs,
            FailOn = ReadFailOn(reader) ?? defaults.FailOn,
            Budgets = [.. defaults.Budgets, .. ReadPatterns(reader, "budgets").Select(p => ReadBudget(reader, p))],
            Ignored = [.. defaults.Ignored, .. ReadIgnored(reader)],
            Thresholds = [.. ReadPatterns(reader, "thresholds").Select(p => ReadThreshold(reader, p)), .. defaults.Thresholds],
            Waivers = [.. defaults.Waivers, .. reader.ReadList("waivers").Select(node => ReadWaiver(node, reader.FilePath))],
            Functions = defaults.Functions with
            {
                IncludeKernel = reader.ReadBoolean("kernel") ?? defaults.Functions.IncludeKernel,
                IncludeRuntime = reader.ReadBoolean("runtime") ?? defaults.Functions.IncludeRuntime,
                MergeGenericInstances = reader.ReadBoolean("mergeGenericInstances") ?? defaults.Functions.MergeGenericInstances,
            },
        };
        if (reader.ReadNumber("alpha", 0, 1) is { } alpha)
        {
            policy = policy.WithAlpha(alpha);
        }

        reader.ThrowIfUnknown();
        return CreateAt(reader, reader.Node, policy.Validate);
    }

    private static GatePolicy ReadSetting(ObjectReader reader, GateSetting setting, GatePolicy policy)
    {
        if (reader.Get(setting.Name) is not { } node)
        {
            return policy;
        }

        return node.Kind == JsonValueKind.Number && setting.Parse(node.Text) is { } value
            ? setting.ApplyTo(policy, value)
            : throw reader.CreateError(node, $"'{setting.Name}' must be {setting.Rule}.");
    }

    // A number of runs has the default error; { "runs": 5, "alpha": 0.0002 } sets its own.
    private static List<GateStage>? ReadStages(ObjectReader reader)
    {
        var nodes = reader.ReadList("stages");
        if (nodes.Count == 0)
        {
            return null;
        }

        var stages = new List<GateStage>();
        foreach (var node in nodes)
        {
            var alpha = GatePolicy.GetDefaultAlpha(stages.Count);
            if (node.Kind == JsonValueKind.Number)
            {
                stages.Add(new GateStage((int)reader.ParseNumber(node, "stages", 2, 1000), alpha));
                continue;
            }

            var stage = new ObjectReader(node, reader.FilePath, "a stage");
            var runs = stage.ReadInteger("runs", 2, 1000) ?? throw stage.CreateError(node, "a stage needs 'runs'.");
            stages.Add(new GateStage(runs, stage.ReadNumber("alpha", 0, 1) ?? alpha));
            stage.ThrowIfUnknown();
        }

        return stages;
    }

    private static InconclusiveAs? ReadInconclusiveAs(ObjectReader reader) => reader.ReadChoice(
        "treatInconclusiveAs",
        ("inconclusive", InconclusiveAs.Inconclusive),
        ("pass", InconclusiveAs.Pass),
        ("warn", InconclusiveAs.Warn),
        ("fail", InconclusiveAs.Fail));

    private static FailOn? ReadFailOn(ObjectReader reader)
    {
        if (reader.ReadStrings("failOn") is not { } values)
        {
            return null;
        }

        return values.Aggregate(FailOn.None, (all, value) => all | (FailOnParser.TryParse(value)
            ?? throw reader.CreateError(reader.Get("failOn")!, $"'{value}' is not a valid value for 'failOn': use {FailOnParser.AllowedValues}.")));
    }

    private static IEnumerable<FunctionPattern> ReadIgnored(ObjectReader reader) =>
        (reader.ReadStrings("ignore") ?? []).Select(text => CreateAt(reader, reader.Node, () => new FunctionPattern(text)));

    private static IEnumerable<(string Name, ConfigurationNode Value)> ReadPatterns(ObjectReader reader, string name) =>
        reader.ReadObject(name)?.Node.Properties.Select(p => (p.Name, p.Value)) ?? [];

    private static Threshold ReadThreshold(ObjectReader reader, (string Name, ConfigurationNode Value) entry)
    {
        var points = reader.ParseNumber(entry.Value, entry.Name, 0, 100);
        return CreateAt(reader, entry.Value, () => new Threshold(new FunctionPattern(entry.Name), points / 100));
    }

    // 5, "5 %" or "never"
    private static Budget ReadBudget(ObjectReader reader, (string Name, ConfigurationNode Value) entry)
    {
        var (name, value) = entry;
        if (value.Kind == JsonValueKind.String && value.Text.Trim() == "never")
        {
            return CreateAt(reader, value, () => Budget.Never(new FunctionPattern(name)));
        }

        var text = value.Kind == JsonValueKind.String ? value.Text.Trim().TrimEnd('%').Trim() : value.Text;
        return value.Kind is JsonValueKind.String or JsonValueKind.Number
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
                ? CreateAt(reader, value, () => new Budget(new FunctionPattern(name), percent / 100))
                : throw reader.CreateError(value, $"the budget of '{name}' must be a percentage such as 5 or \"5 %\", or \"never\".");
    }

    private static Waiver ReadWaiver(ConfigurationNode node, string path)
    {
        var reader = new ObjectReader(node, path, "a waiver");
        var function = reader.ReadString("function") ?? throw reader.CreateError(node, "a waiver needs 'function'.");
        var reason = reader.ReadString("reason") ?? throw reader.CreateError(node, "a waiver needs a 'reason'.");
        var until = reader.ReadString("until") ?? throw reader.CreateError(node, "a waiver needs 'until', the last day on which it is active.");
        reader.ThrowIfUnknown();
        return DateOnly.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? CreateAt(reader, node, () => new Waiver(new FunctionPattern(function), reason, day))
            : throw reader.CreateError(reader.Get("until")!, $"'{until}' is not a valid date; use the form 2026-12-31.");
    }

    // Adds the position to an error of the policy's own types.
    private static T CreateAt<T>(ObjectReader reader, ConfigurationNode node, Func<T> create)
    {
        try
        {
            return create();
        }
        catch (PerfHarnessException e) when (e.Diagnostic.Line == 0)
        {
            throw reader.CreateError(node, e.Diagnostic.Message, e.Diagnostic.Remedy);
        }
    }
}
