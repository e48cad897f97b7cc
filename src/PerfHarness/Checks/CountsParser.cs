using System.Globalization;
using System.Text.Json;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Checks;

/// <summary>Reads the input form of <see cref="CountsFile"/>. Errors have line and column.</summary>
internal sealed class CountsParser
{
    // With at most this per count, sums over runs and functions stay within the exact integers of a double.
    private const long MaxCount = 1L << 40;

    private readonly ReadOnlyMemory<byte> _json;
    private readonly string _file;

    private CountsParser(ReadOnlyMemory<byte> json, string file) => (_json, _file) = (json, file);

    public static (IReadOnlyList<CountsCase> Cases, bool IsList) Parse(ReadOnlyMemory<byte> json, string file)
    {
        var bom = json.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        return new CountsParser(json[bom..], file).Parse();
    }

    private (IReadOnlyList<CountsCase> Cases, bool IsList) Parse()
    {
        try
        {
            var reader = new Utf8JsonReader(_json.Span);
            reader.Read();
            var isList = reader.TokenType == JsonTokenType.StartArray;
            var cases = new List<CountsCase>();
            if (isList)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    cases.Add(ParseCase(ref reader));
                }
            }
            else
            {
                cases.Add(ParseCase(ref reader));
            }

            // Rejects text after the value.
            reader.Read();
            return (cases, isList);
        }
        catch (JsonException e)
        {
            throw CreateError((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "not valid JSON", e);
        }
    }

    private CountsCase ParseCase(ref Utf8JsonReader reader)
    {
        var start = reader.TokenStartIndex;
        Expect(ref reader, JsonTokenType.StartObject, "a case must be an object with \"baseline\" and \"candidate\"");
        string? name = null;
        var drift = CountsCase.DefaultDrift;
        List<IReadOnlyList<long>>? baseline = null, candidate = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = ParseString(ref reader);
            reader.Read();
            switch (property)
            {
                case "name":
                    name = reader.TokenType == JsonTokenType.Null ? null : ParseName(ref reader);
                    break;
                case "kappa":
                    drift = ParseDrift(ref reader);
                    break;
                case "baseline":
                    baseline = ParseRows(ref reader, "baseline", candidate?[0].Count);
                    break;
                case "candidate":
                    candidate = ParseRows(ref reader, "candidate", baseline?[0].Count);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (baseline is null || candidate is null)
        {
            throw CreateError(start, $"the case has no \"{(baseline is null ? "baseline" : "candidate")}\"");
        }

        if (baseline.Count + candidate.Count < 3)
        {
            throw CreateError(start, "with one run per side the variance cannot be estimated: at least three runs in total are needed");
        }

        return new CountsCase(name, drift, baseline, candidate);
    }

    private List<IReadOnlyList<long>> ParseRows(ref Utf8JsonReader reader, string side, int? columns)
    {
        var start = reader.TokenStartIndex;
        Expect(ref reader, JsonTokenType.StartArray, $"\"{side}\" must be a list of runs, each a list of counts");
        var rows = new List<IReadOnlyList<long>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var at = reader.TokenStartIndex;
            Expect(ref reader, JsonTokenType.StartArray, $"a run of \"{side}\" must be a list of counts");
            var row = new List<long>(columns ?? 16);
            var sum = 0L;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                row.Add(ParseCount(ref reader));
                sum += row[^1];
            }

            columns ??= row.Count;
            if (row.Count != columns)
            {
                throw CreateError(at, string.Create(
                    CultureInfo.InvariantCulture, $"run {rows.Count + 1} of \"{side}\" has {row.Count} counts, but the others have {columns}"));
            }

            if (sum == 0)
            {
                throw CreateError(at, string.Create(CultureInfo.InvariantCulture, $"run {rows.Count + 1} of \"{side}\" has no samples"));
            }

            rows.Add(row);
        }

        return rows.Count > 0 ? rows : throw CreateError(start, $"\"{side}\" has no runs");
    }

    private long ParseCount(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            throw CreateError(reader.TokenStartIndex, "a count must be a number");
        }

        if (!reader.TryGetInt64(out var count))
        {
            // 12.0 is 12: writers in other languages have only one kind of number.
            count = reader.TryGetDouble(out var number) && Math.Abs(number) <= MaxCount && number == Math.Floor(number)
                ? (long)number
                : throw CreateError(reader.TokenStartIndex, "a count must be a whole number");
        }

        return count is >= 0 and <= MaxCount
            ? count
            : throw CreateError(reader.TokenStartIndex, string.Create(CultureInfo.InvariantCulture, $"{count} is not a valid sample count"));
    }

    private double ParseDrift(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var drift) && drift is >= 0 and < 1
            ? drift
            : throw CreateError(reader.TokenStartIndex, "\"kappa\" must be a number from 0 to below 1, such as 0.01");

    private string ParseName(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String, "\"name\" must be a string");
        return ParseString(ref reader);
    }

    private string ParseString(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException e)
        {
            var (line, column) = GetPosition(reader.TokenStartIndex);
            throw CreateError(line, column, "a string has an unpaired surrogate", e);
        }
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string rule)
    {
        if (reader.TokenType != type)
        {
            throw CreateError(reader.TokenStartIndex, rule);
        }
    }

    private InputException CreateError(long offset, string what)
    {
        var (line, column) = GetPosition(offset);
        return CreateError(line, column, what, null);
    }

    private (int Line, int Column) GetPosition(long offset)
    {
        var before = _json.Span[..(int)offset];
        return (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }

    private InputException CreateError(int line, int column, string what, Exception? inner) => new(
        new Diagnostic(
            DiagnosticCodes.MalformedLine,
            Severity.Error,
            $"the counts are malformed: {what}.",
            "Expected {\"baseline\":[[samples by function] by run],\"candidate\":[[…]]}, or a list of such cases.",
            _file,
            line,
            column),
        inner);
}
