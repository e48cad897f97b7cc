using System.Globalization;
using System.Text.Json;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Checks;

/// <summary>Reads the input form of <see cref="CountsFile"/>. Everything that is wrong is refused with its line and column.</summary>
internal sealed class CountsParser
{
    // One count is at most this: sums over runs and functions then never overflow a double's exact integers.
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

            // Refuses what stands behind.
            reader.Read();
            return (cases, isList);
        }
        catch (JsonException e)
        {
            throw CreateError((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "is not JSON", e);
        }
    }

    private CountsCase ParseCase(ref Utf8JsonReader reader)
    {
        var start = reader.TokenStartIndex;
        Expect(ref reader, JsonTokenType.StartObject, "a case is an object with \"baseline\" and \"candidate\"");
        string? name = null;
        var kappa = CountsCase.DefaultDrift;
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
                    kappa = ParseDrift(ref reader);
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
            throw CreateError(start, "one run a side shows no spread: the test needs at least three runs in all");
        }

        return new CountsCase(name, kappa, baseline, candidate);
    }

    private List<IReadOnlyList<long>> ParseRows(ref Utf8JsonReader reader, string side, int? columns)
    {
        var start = reader.TokenStartIndex;
        Expect(ref reader, JsonTokenType.StartArray, $"\"{side}\" is a list of runs, each a list of counts");
        var rows = new List<IReadOnlyList<long>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var at = reader.TokenStartIndex;
            Expect(ref reader, JsonTokenType.StartArray, $"a run of \"{side}\" is a list of counts");
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
                throw CreateError(at, string.Create(CultureInfo.InvariantCulture, $"run {rows.Count + 1} of \"{side}\" has {row.Count} counts where the others have {columns}"));
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
            throw CreateError(reader.TokenStartIndex, $"a count is a number, not {reader.TokenType}");
        }

        if (!reader.TryGetInt64(out var count))
        {
            // 12.0 is 12, as other languages' writers have it.
            count = reader.TryGetDouble(out var number) && Math.Abs(number) <= MaxCount && number == Math.Floor(number)
                ? (long)number
                : throw CreateError(reader.TokenStartIndex, "a count is a whole number of samples");
        }

        return count is >= 0 and <= MaxCount ? count : throw CreateError(reader.TokenStartIndex, string.Create(CultureInfo.InvariantCulture, $"{count} is no count of samples"));
    }

    private double ParseDrift(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var kappa) && kappa is >= 0 and < 1
            ? kappa
            : throw CreateError(reader.TokenStartIndex, "\"kappa\" is a number from 0 to below 1, such as 0.01");

    private string ParseName(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String, "\"name\" is text");
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
            throw CreateError(line, column, "text with half a character in it", e);
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
            "Counts are {\"baseline\":[[samples by function] by run],\"candidate\":[[…]]}, or a list of these.",
            _file,
            line,
            column),
        inner);
}
