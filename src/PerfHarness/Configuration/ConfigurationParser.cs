using System.Text;
using System.Text.Json;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Configuration;

/// <summary>Parses JSON with comments and trailing commas into nodes with positions.</summary>
internal sealed class ConfigurationParser
{
    private const int MaxDepth = 32;
    private readonly byte[] _utf8;
    private readonly string _path;
    private readonly List<int> _lineStarts = [0];

    private ConfigurationParser(byte[] utf8, string path)
    {
        (_utf8, _path) = (utf8, path);
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] == (byte)'\n')
            {
                _lineStarts.Add(i + 1);
            }
        }
    }

    /// <exception cref="PerfHarnessException">It is not JSON; the diagnostic has line and column.</exception>
    public static ConfigurationNode Parse(byte[] utf8, string path)
    {
        var text = utf8.AsSpan().StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        return new ConfigurationParser(text, path).Parse();
    }

    private ConfigurationNode Parse()
    {
        var reader = new Utf8JsonReader(_utf8, new JsonReaderOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = MaxDepth,
        });
        try
        {
            reader.Read();
            var root = ReadValue(ref reader);
            reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            var (line, column) = GetPosition(GetOffset(e));
            // The library's message ends with its own, zero-based position.
            throw CreateError(e.Message.Split(" LineNumber:")[0], line, column, e);
        }
        catch (InvalidOperationException e)
        {
            throw CreateError("a string is not UTF-8, or has an unpaired surrogate.", 0, 0, e);
        }
    }

    private ConfigurationNode ReadValue(ref Utf8JsonReader reader)
    {
        var (line, column) = GetPosition((int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var obj = new ConfigurationNode(JsonValueKind.Object, "", line, column);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var (keyLine, keyColumn) = GetPosition((int)reader.TokenStartIndex);
                    var key = new ConfigurationNode(JsonValueKind.String, reader.GetString()!, keyLine, keyColumn);
                    reader.Read();
                    obj.Properties.Add((key.Text, key, ReadValue(ref reader)));
                }

                return obj;
            case JsonTokenType.StartArray:
                var array = new ConfigurationNode(JsonValueKind.Array, "", line, column);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    array.Items.Add(ReadValue(ref reader));
                }

                return array;
            case JsonTokenType.String:
                return new ConfigurationNode(JsonValueKind.String, reader.GetString()!, line, column);
            case JsonTokenType.Number:
                return new ConfigurationNode(JsonValueKind.Number, Encoding.UTF8.GetString(reader.ValueSpan), line, column);
            default:
                var kind = reader.TokenType switch
                {
                    JsonTokenType.True => JsonValueKind.True,
                    JsonTokenType.False => JsonValueKind.False,
                    _ => JsonValueKind.Null,
                };
                return new ConfigurationNode(kind, "", line, column);
        }
    }

    private PerfHarnessException CreateError(string message, int line, int column, Exception inner) =>
        new(new Diagnostic(DiagnosticCodes.ConfigurationError, Severity.Error, $"not valid JSON: {message}", null, _path, line, column), inner);

    private int GetOffset(JsonException e)
    {
        var line = e.LineNumber ?? 0;
        var offset = line < _lineStarts.Count ? _lineStarts[(int)line] + (e.BytePositionInLine ?? 0) : 0;
        return (int)Math.Min(offset, _utf8.Length);
    }

    private (int Line, int Column) GetPosition(int offset)
    {
        var line = _lineStarts.BinarySearch(offset);
        line = line >= 0 ? line : ~line - 1;
        return (line + 1, Encoding.UTF8.GetCharCount(_utf8.AsSpan(_lineStarts[line]..offset)) + 1);
    }
}
