using System.Text.Json;

namespace PerfHarness.Configuration;

/// <summary>A value in the configuration file and its position.</summary>
/// <param name="Kind">Object, Array, String, Number, True, False or Null.</param>
/// <param name="Text">Text of a string or number.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in characters.</param>
internal sealed record ConfigurationNode(JsonValueKind Kind, string Text, int Line, int Column)
{
    /// <summary>Properties of an object, in the order of the file.</summary>
    public List<(string Name, ConfigurationNode Key, ConfigurationNode Value)> Properties { get; } = [];

    /// <summary>Items of an array.</summary>
    public List<ConfigurationNode> Items { get; } = [];

    /// <summary>Name of the kind in messages.</summary>
    public string KindName => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
