using System.Globalization;
using System.Text.Json;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Configuration;

/// <summary>
/// Reads the properties of one object. Every property that is asked for becomes known; <see cref="ThrowIfUnknown"/> refuses the
/// others, so a misspelt setting never goes unnoticed. Errors carry line and column of the value.
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
                throw CreateError(key, $"'{name}' is given twice.");
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

        return value.Kind == JsonValueKind.Number && int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw CreateError(value, string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a whole number from {min} to {max}."));
    }

    public double? ReadNumber(string name, double min, double max) => Get(name) is { } value ? ParseNumber(value, name, min, max) : null;

    /// <summary>Seconds, not negative.</summary>
    public TimeSpan? ReadSeconds(string name) => ReadNumber(name, 0, 1e6) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>A list of texts; a single text is a list of one.</summary>
    public IReadOnlyList<string>? ReadStrings(string name) => Get(name) is not { } value ? null
        : value.Kind == JsonValueKind.String ? [value.Text]
        : value.Kind == JsonValueKind.Array ? [.. value.Items.Select(item => ParseString(item, name))]
        : throw CreateError(value, $"'{name}' must be a text or a list of texts, not {value.KindName}.");

    public IReadOnlyDictionary<string, string>? ReadMap(string name)
    {
        if (Get(name) is not { } value)
        {
            return null;
        }

        var reader = new ObjectReader(value, _path, $"'{name}'");
        return value.Properties.ToDictionary(p => p.Name, p => reader.ParseString(p.Value, p.Name));
    }

    public T? ReadChoice<T>(string name, params (string Word, T Value)[] choices)
        where T : struct
    {
        if (Get(name) is not { } value)
        {
            return null;
        }

        var word = ParseString(value, name);
        foreach (var choice in choices)
        {
            if (choice.Word == word)
            {
                return choice.Value;
            }
        }

        throw CreateError(value, $"'{word}' is not a value of '{name}': {string.Join(", ", choices.Select(c => c.Word))}.");
    }

    public ObjectReader? ReadObject(string name) => Get(name) is { } value ? new ObjectReader(value, _path, $"'{name}'") : null;

    public IReadOnlyList<ConfigurationNode> ReadList(string name) => Get(name) is not { } value ? []
        : value.Kind == JsonValueKind.Array ? value.Items
        : throw CreateError(value, $"'{name}' must be a list, not {value.KindName}.");

    public string ParseString(ConfigurationNode value, string name) =>
        value.Kind == JsonValueKind.String ? value.Text : throw CreateError(value, $"'{name}' must be a text, not {value.KindName}.");

    public double ParseNumber(ConfigurationNode value, string name, double min, double max) =>
        value.Kind == JsonValueKind.Number && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw CreateError(value, string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a number from {min} to {max}."));

    /// <summary>Refuses what nobody asked for.</summary>
    public void ThrowIfUnknown()
    {
        foreach (var (name, key, _) in _node.Properties)
        {
            if (!_known.Contains(name))
            {
                var near = _known.Where(known => known.Equals(name, StringComparison.OrdinalIgnoreCase) || known.StartsWith(name, StringComparison.OrdinalIgnoreCase) || name.StartsWith(known, StringComparison.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal).FirstOrDefault();
                throw CreateError(key, $"there is no setting '{name}' here.", near is not null ? $"Is '{near}' meant?" : $"There are: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    public PerfHarnessException CreateError(ConfigurationNode at, string message, string? remedy = null) =>
        new(new Diagnostic(DiagnosticCodes.ConfigurationError, Severity.Error, message, remedy, _path, at.Line, at.Column));
}
