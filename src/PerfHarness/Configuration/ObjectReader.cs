using System.Globalization;
using System.Text.Json;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Configuration;

/// <summary>
/// Reads the properties of one object. Every property that is requested becomes known; <see cref="ThrowIfUnknown"/> rejects
/// the others, so that a misspelled setting is always reported. Errors have line and column of the value.
/// </summary>
internal sealed class ObjectReader
{
    private readonly ConfigurationNode _node;
    private readonly string _path;
    private readonly Dictionary<string, ConfigurationNode> _values = [];
    private readonly HashSet<string> _known = [];

    public ObjectReader(ConfigurationNode node, string path, string what)
    {
        (_node, _path) = (node, path);
        if (node.Kind != JsonValueKind.Object)
        {
            throw CreateError(node, $"{what} must be an object, not {node.KindName}.");
        }

        foreach (var (name, key, value) in node.Properties)
        {
            if (!_values.TryAdd(name, value))
            {
                throw CreateError(key, $"duplicate setting '{name}'.");
            }
        }
    }

    public string FilePath => _path;

    public ConfigurationNode Node => _node;

    public ConfigurationNode? Get(string name)
    {
        _known.Add(name);
        return _values.TryGetValue(name, out var value) && value.Kind != JsonValueKind.Null ? value : null;
    }

    public string? ReadString(string name) => Get(name) is { } value ? ParseString(value, name) : null;

    public bool? ReadBoolean(string name) => Get(name) is not { } value ? null
        : value.Kind is JsonValueKind.True or JsonValueKind.False ? value.Kind == JsonValueKind.True
        : throw CreateError(value, $"'{name}' must be true or false, not {value.KindName}.");

    public int? ReadInteger(string name, int min, int max)
    {
        if (Get(name) is not { } value)
        {
            return null;
        }

        return value.Kind == JsonValueKind.Number
            && int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max
                ? number
                : throw CreateError(value, string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a whole number from {min} to {max}."));
    }

    public double? ReadNumber(string name, double min, double max) => Get(name) is { } value ? ParseNumber(value, name, min, max) : null;

    /// <summary>Reads seconds that are not negative.</summary>
    public TimeSpan? ReadSeconds(string name) => ReadNumber(name, 0, 1e6) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Reads a list of strings; a single string is a list of one.</summary>
    public IReadOnlyList<string>? ReadStrings(string name) => Get(name) is not { } value ? null
        : value.Kind == JsonValueKind.String ? [value.Text]
        : value.Kind == JsonValueKind.Array ? [.. value.Items.Select(item => ParseString(item, name))]
        : throw CreateError(value, $"'{name}' must be a string or a list of strings, not {value.KindName}.");

    public IReadOnlyDictionary<string, string>? ReadMap(string name)
    {
        if (Get(name) is not { } value)
        {
            return null;
        }

        var reader = new ObjectReader(value, _path, $"'{name}'");
        return value.Properties.ToDictionary(p => p.Name, p => reader.ParseString(p.Value, p.Name));
    }

    public T? ReadChoice<T>(string name, params (string Name, T Value)[] choices)
        where T : struct
    {
        if (Get(name) is not { } value)
        {
            return null;
        }

        var text = ParseString(value, name);
        foreach (var choice in choices)
        {
            if (choice.Name == text)
            {
                return choice.Value;
            }
        }

        throw CreateError(value, $"'{text}' is not a valid value for '{name}': use {Choices.Join(choices.Select(c => c.Name))}.");
    }

    public ObjectReader? ReadObject(string name) => Get(name) is { } value ? new ObjectReader(value, _path, $"'{name}'") : null;

    public IReadOnlyList<ConfigurationNode> ReadList(string name) => Get(name) is not { } value ? []
        : value.Kind == JsonValueKind.Array ? value.Items
        : throw CreateError(value, $"'{name}' must be a list, not {value.KindName}.");

    public string ParseString(ConfigurationNode value, string name) =>
        value.Kind == JsonValueKind.String ? value.Text : throw CreateError(value, $"'{name}' must be a string, not {value.KindName}.");

    public double ParseNumber(ConfigurationNode value, string name, double min, double max) =>
        value.Kind == JsonValueKind.Number
            && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max
                ? number
                : throw CreateError(value, string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a number from {min} to {max}."));

    /// <summary>Rejects properties that were not requested.</summary>
    public void ThrowIfUnknown()
    {
        foreach (var (name, key, _) in _node.Properties)
        {
            if (!_known.Contains(name))
            {
                throw CreateError(key, $"unknown setting '{name}'.", FindSimilar(name) is { } suggestion
                    ? $"Did you mean '{suggestion}'?"
                    : $"Available: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    public PerfHarnessException CreateError(ConfigurationNode node, string message, string? remedy = null) =>
        new(new Diagnostic(DiagnosticCodes.ConfigurationError, Severity.Error, message, remedy, _path, node.Line, node.Column));

    private string? FindSimilar(string name) => _known
        .Where(known => known.StartsWith(name, StringComparison.OrdinalIgnoreCase) || name.StartsWith(known, StringComparison.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();
}
