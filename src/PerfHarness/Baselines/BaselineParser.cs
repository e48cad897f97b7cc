using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Baselines;

/// <summary>
/// Reads <see cref="BaselineFormat"/>. Hand-edited or half-merged files are normal input: anything inconsistent is rejected
/// with its line, and nothing is guessed.
/// </summary>
internal sealed class BaselineParser
{
    private const int MaxRuns = 10_000;
    private const int MaxFiles = 20_000;
    private const long MaxCount = 1L << 40;

    private static readonly string[] Sections = ["", "[runs]", "[functions]", "[calls]", "[end]"];

    // Those of git, including the one of the common ancestor.
    private static readonly string[] ConflictMarkers = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

    private readonly string _file;
    private readonly string[] _lines;
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private readonly List<BaselineHistoryEntry> _history = [];
    private readonly List<ProgramFile> _files = [];
    private readonly List<RunRecord> _runs = [];
    private readonly List<int> _runLines = [];
    private readonly Dictionary<FunctionName, FunctionCounts> _functions = [];
    private readonly List<(string Share, FunctionCounts Function, int Line)> _shares = [];
    private readonly List<CallEdge> _calls = [];
    private int _line;

    private BaselineParser(byte[] bytes, string file)
    {
        _file = file;
        _lines = Decode(bytes).Split('\n');
    }

    /// <returns>The baseline, and the SHA-256 of the profile kept beside it, or null.</returns>
    /// <exception cref="InputException">The file is not a baseline or is corrupt; the message has the line.</exception>
    public static (Baseline Baseline, string? Stacks) Parse(byte[] bytes, string file) => new BaselineParser(bytes, file).Parse();

    private (Baseline Baseline, string? Stacks) Parse()
    {
        ReadVersion();
        var section = 0;
        for (_line = 1; _line < _lines.Length && section < Sections.Length - 1; _line++)
        {
            var line = _lines[_line];
            if (line.StartsWith('['))
            {
                section = Array.IndexOf(Sections, line) is var next && next == section + 1 ? next : throw CreateError($"unexpected '{line}'");
                continue;
            }

            if (ConflictMarkers.Any(mark => line.StartsWith(mark, StringComparison.Ordinal)))
            {
                throw CreateError("an unresolved merge conflict");
            }

            ReadLine(section, line);
        }

        if (section < Sections.Length - 1)
        {
            _line = _lines.Length - 1;
            throw CreateError("unexpected end of file: [end] is missing");
        }

        if (_lines.Skip(_line).Any(l => l.Length > 0))
        {
            throw CreateError("there is text after [end]");
        }

        return Build();
    }

    private string Decode(byte[] bytes)
    {
        try
        {
            var text = new UTF8Encoding(false, true).GetString(bytes);
            // A checkout may have added carriage returns.
            return text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal);
        }
        catch (ArgumentException e)
        {
            throw new InputException(DiagnosticCodes.CorruptBaseline, $"the baseline '{_file}' is not UTF-8 text.", Remedy, _file, e);
        }
    }

    private void ReadVersion()
    {
        if (!_lines[0].StartsWith(BaselineFormat.Magic, StringComparison.Ordinal))
        {
            throw CreateError(FormattableString.Invariant($"the file does not begin with '{BaselineFormat.Magic}{BaselineFormat.Version}'"));
        }

        var version = (int)ParseCount(_lines[0].AsSpan(BaselineFormat.Magic.Length), int.MaxValue);
        if (version is < 1 or > BaselineFormat.Version)
        {
            throw CreateError(FormattableString.Invariant(
                $"its version is {version}, but this tool supports versions up to {BaselineFormat.Version}; update the tool"));
        }
    }

    private void ReadLine(int section, string line)
    {
        switch (section)
        {
            case 0:
                ReadField(line);
                break;
            case 1:
                ReadRun(line.Split('\t'));
                break;
            case 2:
                ReadFunction(line.Split('\t'));
                break;
            default:
                var parts = line.Split('\t');
                Require(parts.Length == 5, "a call must have 5 columns: samples, caller's module, caller, callee's module, callee");
                _calls.Add(new CallEdge(ParseName(parts[1], parts[2]), ParseName(parts[3], parts[4]), ParseCount(parts[0], MaxCount)));
                break;
        }
    }

    private void ReadField(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        Require(colon > 0, "expected 'key: value'");
        var (key, value) = (line[..colon], line[(colon + 2)..]);
        if (key == "note")
        {
            _notes.Add(Unescape(value));
        }
        else if (key == "history")
        {
            var parts = value.Split('\t');
            Require(parts.Length is 5 or 6, "a history entry must have 5 or 6 columns: time, action, runs, sessions, note, commit");
            var (runs, sessions) = ((int)ParseCount(parts[2], MaxRuns), (int)ParseCount(parts[3], MaxRuns));
            _history.Add(new BaselineHistoryEntry(
                ParseTime(parts[0]), Unescape(parts[1]), runs, sessions, Unescape(parts[4]), parts.Length > 5 ? Unescape(parts[5]) : ""));
        }
        else if (key == "file")
        {
            Require(_files.Count < MaxFiles, "too many files");
            _files.Add(ProgramFileLine.TryParse(value, _files.Count == 0 ? "" : _files[^1].Path, out var problem)
                ?? throw CreateError(problem ?? ""));
        }
        else
        {
            Require(BaselineFields.KnownFields.Contains(key), $"unknown field '{key}'");
            Require(_fields.TryAdd(key, Unescape(value)), $"duplicate field '{key}'");
            // An unknown value has no line.
            Require(value.Length > 0, $"'{key}' has no value");
            Require(!BaselineFields.NumericFields.Contains(key) || IsPositiveNumber(value), $"'{key}' must be a positive number");
        }
    }

    private static bool IsPositiveNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;

    private void ReadRun(string[] parts)
    {
        // The last columns exist only if they are known.
        Require(
            parts.Length is >= 7 and <= 9,
            "a run must have 7 to 9 columns: session, started, wall time, CPU time, samples, lost, weight, busy time, operations");
        Require(_runs.Count < MaxRuns, "too many runs");
        _runLines.Add(_line);
        _runs.Add(new RunRecord
        {
            Session = Unescape(parts[0]),
            Started = parts[1] == "-" ? null : ParseTime(parts[1]),
            WallTime = ParseDuration(parts[2]),
            CpuTime = ParseDuration(parts[3]),
            BusyTime = parts.Length > 7 ? ParseDuration(parts[7]) : null,
            Operations = parts.Length > 8 ? ParseCount(parts[8], long.MaxValue) : null,
            Samples = ParseCount(parts[4], MaxCount),
            LostSamples = ParseCount(parts[5], MaxCount),
            Weight = ParseCount(parts[6], long.MaxValue),
            Unit = _fields.GetValueOrDefault("unit", "samples"),
        });
    }

    private void ReadFunction(string[] parts)
    {
        Require(
            parts.Length is 5 or 6,
            "a function must have 5 or 6 columns: share, self samples by run, total samples by run, module, name, hash of the body");
        var self = ParseCounts(parts[1]);
        var total = parts[2] == "-" ? [] : ParseCounts(parts[2]);
        for (var run = 0; run < total.Length; run++)
        {
            Require(
                total[run] >= self[run] && total[run] <= _runs[run].Samples,
                FormattableString.Invariant($"run {run + 1} has {self[run]} self and {total[run]} total samples of {_runs[run].Samples}"));
        }

        var function = new FunctionCounts(ParseName(parts[3], parts[4]), self, total, Body: parts.Length > 5 ? ParseBody(parts[5]) : 0);
        Require(_functions.TryAdd(function.Name, function), $"duplicate function {function.Name}");
        _shares.Add((parts[0], function, _line));
    }

    private (Baseline Baseline, string? Stacks) Build()
    {
        _line = 0;
        Require(_fields.ContainsKey("bench"), "the benchmark's name is missing");
        Require(_runs.Count > 0, "there are no runs");
        Require(ProgramFileLine.IsConsistent(_fields, _files), "the program's files do not match its name and hash");
        CheckSums();
        var counts = new RunCounts(_runs, _functions.Values);
        var edges = new CallEdges(_calls, counts.Functions.Select(f => KeyValuePair.Create(f.Name, f.TotalSum)));
        return (new Baseline
        {
            Bench = _fields["bench"],
            Pin = _fields.GetValueOrDefault("pin"),
            Measurement = new Measurement(counts, edges, BaselineFields.ParseConditions(_fields, _files)),
            Notes = string.Join('\n', _notes),
            History = _history,
        }, _fields.GetValueOrDefault("stacks"));
    }

    // A count that was edited, or a line that a merge lost or doubled, makes a share or a sum wrong. A single wrong share is
    // that function's error; several are the error of the run whose samples do not add up.
    private void CheckSums()
    {
        var samples = _runs.Sum(r => (double)r.Samples);
        var wrong = _shares.Where(s => s.Share != BaselineFormat.FormatShare(s.Function, samples)).Take(2).ToList();
        for (var run = 0; run < _runs.Count && wrong.Count != 1; run++)
        {
            _line = _runLines[run];
            var sum = _functions.Values.Sum(f => f.Self[run]);
            Require(
                sum == _runs[run].Samples,
                FormattableString.Invariant($"run {run + 1} has {_runs[run].Samples} samples, but the functions' self samples sum to {sum}"));
        }

        if (wrong.Count > 0)
        {
            _line = wrong[0].Line;
            var expected = BaselineFormat.FormatShare(wrong[0].Function, samples);
            throw CreateError($"the share {wrong[0].Share} does not match the counts, which give {expected}");
        }
    }

    private ImmutableArray<long> ParseCounts(string text)
    {
        var counts = ImmutableArray.CreateBuilder<long>(_runs.Count);
        foreach (var part in text.AsSpan().Split(' '))
        {
            Require(counts.Count < _runs.Count, string.Create(CultureInfo.InvariantCulture, $"there are more counts than the {_runs.Count} runs"));
            counts.Add(ParseCount(text.AsSpan()[part], MaxCount));
        }

        Require(counts.Count == _runs.Count, string.Create(CultureInfo.InvariantCulture, $"there are {counts.Count} counts for {_runs.Count} runs"));
        return counts.MoveToImmutable();
    }

    private long ParseCount(ReadOnlySpan<char> text, long largest) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= largest
            ? count
            : throw CreateError($"'{text}' is not a valid count");

    private ulong ParseBody(string text) =>
        text.Length == 16 && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var body) && body != 0
            ? body
            : throw CreateError($"'{text}' is not a valid hash of a body");

    private DateTimeOffset ParseTime(string text) =>
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            ? time
            : throw CreateError($"'{text}' is not a valid time such as 2026-01-31T08:15:00.0000000+00:00");

    private TimeSpan? ParseDuration(string text) =>
        text == "-" ? null
            : TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero ? span
            : throw CreateError($"'{text}' is not a valid duration such as 00:00:02.5000000");

    private FunctionName ParseName(string module, string name) => new(Unescape(module), Unescape(name));

    private string Unescape(string text) =>
        BaselineText.TryUnescape(text, out var result) ? result : throw CreateError($"invalid escape sequence in '{text}'");

    private void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw CreateError(rule);
        }
    }

    private InputException CreateError(string what) => new(
        new Diagnostic(DiagnosticCodes.CorruptBaseline, Severity.Error, $"the baseline is corrupt: {what}.", Remedy, _file, _line + 1));

    private const string Remedy = "Restore the file from version control, or accept a new baseline.";
}
