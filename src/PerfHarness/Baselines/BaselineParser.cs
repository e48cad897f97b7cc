using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Baselines;

/// <summary>
/// Reads <see cref="BaselineFormat"/>. Hand-edited or half-merged files are normal input: anything that does not hold
/// together is refused with its line, and nothing is guessed.
/// </summary>
internal sealed class BaselineParser
{
    private const int MostRuns = 10_000;
    private const long LargestCount = 1L << 40;

    private static readonly string[] Sections = ["", "[runs]", "[functions]", "[calls]", "[end]"];

    // Git's, the one of the common ancestor included.
    private static readonly string[] ConflictMarks = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

    private readonly string _file;
    private readonly string[] _lines;
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private readonly List<BaselineHistoryEntry> _history = [];
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
    /// <exception cref="InputException">The file is no baseline or is damaged; the message has its line.</exception>
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
                section = Array.IndexOf(Sections, line) is var next && next == section + 1 ? next : throw Refuse($"'{line}' is not expected here");
                continue;
            }

            if (ConflictMarks.Any(mark => line.StartsWith(mark, StringComparison.Ordinal)))
            {
                throw Refuse("an unresolved merge conflict");
            }

            ReadLine(section, line);
        }

        if (section < Sections.Length - 1)
        {
            _line = _lines.Length - 1;
            throw Refuse("the file ends early: [end] is missing");
        }

        if (_lines.Skip(_line).Any(l => l.Length > 0))
        {
            throw Refuse("something stands behind [end]");
        }

        return Build();
    }

    private string Decode(byte[] bytes)
    {
        try
        {
            var text = new UTF8Encoding(false, true).GetString(bytes);
            // A checkout may have put carriage returns in.
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
            throw Refuse($"the file does not begin with '{BaselineFormat.Magic}{BaselineFormat.Version.ToString(CultureInfo.InvariantCulture)}'");
        }

        var version = (int)Count(_lines[0].AsSpan(BaselineFormat.Magic.Length), int.MaxValue);
        if (version is < 1 or > BaselineFormat.Version)
        {
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"it is of version {version}, and this tool knows versions up to {BaselineFormat.Version}; update the tool"));
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
                Require(parts.Length == 5, "a call has 5 columns: samples, caller's module, caller, callee's module, callee");
                _calls.Add(new CallEdge(Name(parts[1], parts[2]), Name(parts[3], parts[4]), Count(parts[0], LargestCount)));
                break;
        }
    }

    private void ReadField(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        Require(colon > 0, "'key: value' is expected");
        var (key, value) = (line[..colon], line[(colon + 2)..]);
        if (key == "note")
        {
            _notes.Add(Text(value));
        }
        else if (key == "history")
        {
            var parts = value.Split('\t');
            Require(parts.Length == 5, "a step of the history has 5 columns: time, action, runs, sessions, note");
            _history.Add(new BaselineHistoryEntry(Time(parts[0]), Text(parts[1]), (int)Count(parts[2], MostRuns), (int)Count(parts[3], MostRuns), Text(parts[4])));
        }
        else
        {
            Require(BaselineFields.Known.Contains(key), $"'{key}' is no field of a baseline");
            Require(_fields.TryAdd(key, Text(value)), $"'{key}' stands there twice");
            // What is not known has no line.
            Require(value.Length > 0, $"'{key}' has no value");
            Require(!BaselineFields.Numbers.Contains(key) || (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0), $"'{key}' is a number above 0");
        }
    }

    private void ReadRun(string[] parts)
    {
        // The last is there where it is known.
        Require(parts.Length is 7 or 8, "a run has 7 or 8 columns: session, started, wall time, CPU time, samples, lost, weight, busy time");
        Require(_runs.Count < MostRuns, "too many runs");
        _runLines.Add(_line);
        _runs.Add(new RunRecord
        {
            Session = Text(parts[0]),
            Started = parts[1] == "-" ? null : Time(parts[1]),
            WallTime = Span(parts[2]),
            CpuTime = Span(parts[3]),
            BusyTime = parts.Length > 7 ? Span(parts[7]) : null,
            Samples = Count(parts[4], LargestCount),
            Lost = Count(parts[5], LargestCount),
            Weight = Count(parts[6], long.MaxValue),
            Unit = _fields.GetValueOrDefault("unit", "samples"),
        });
    }

    private void ReadFunction(string[] parts)
    {
        Require(parts.Length == 5, "a function has 5 columns: share, self samples by run, total samples by run, module, name");
        var self = Counts(parts[1]);
        var total = parts[2] == "-" ? [] : Counts(parts[2]);
        for (var run = 0; run < total.Length; run++)
        {
            Require(total[run] >= self[run] && total[run] <= _runs[run].Samples, string.Create(CultureInfo.InvariantCulture, $"run {run + 1} has {self[run]} self and {total[run]} total samples of {_runs[run].Samples}"));
        }

        var function = new FunctionCounts(Name(parts[3], parts[4]), self, total);
        Require(_functions.TryAdd(function.Name, function), $"{function.Name} stands there twice");
        _shares.Add((parts[0], function, _line));
    }

    private (Baseline Baseline, string? Stacks) Build()
    {
        _line = 0;
        Require(_fields.ContainsKey("bench"), "the bench's name is missing");
        Require(_runs.Count > 0, "there are no runs");
        CheckSums();
        var counts = new RunCounts(_runs, _functions.Values);
        var edges = new CallEdges(_calls, counts.Functions.Select(f => KeyValuePair.Create(f.Name, f.TotalSum)));
        return (new Baseline
        {
            Bench = _fields["bench"],
            Pin = _fields.GetValueOrDefault("pin"),
            Measurement = new Measurement(counts, edges, BaselineFields.Conditions(_fields)),
            Notes = string.Join('\n', _notes),
            History = _history,
        }, _fields.GetValueOrDefault("stacks"));
    }

    // A count that was edited, or a line that a merge lost or doubled, shows in one of the two. One share that does not
    // fit is that function's fault; several are the run's whose samples do not add up.
    private void CheckSums()
    {
        var samples = _runs.Sum(r => (double)r.Samples);
        var wrong = _shares.Where(s => s.Share != BaselineFormat.Share(s.Function, samples)).Take(2).ToList();
        for (var run = 0; run < _runs.Count && wrong.Count != 1; run++)
        {
            _line = _runLines[run];
            var sum = _functions.Values.Sum(f => f.Self[run]);
            Require(sum == _runs[run].Samples, string.Create(CultureInfo.InvariantCulture, $"run {run + 1} has {_runs[run].Samples} samples, and the functions' self samples sum to {sum}"));
        }

        if (wrong.Count > 0)
        {
            _line = wrong[0].Line;
            throw Refuse($"the share {wrong[0].Share} does not fit the counts, which give {BaselineFormat.Share(wrong[0].Function, samples)}");
        }
    }

    private ImmutableArray<long> Counts(string text)
    {
        var counts = ImmutableArray.CreateBuilder<long>(_runs.Count);
        foreach (var part in text.AsSpan().Split(' '))
        {
            Require(counts.Count < _runs.Count, string.Create(CultureInfo.InvariantCulture, $"there are more counts than the {_runs.Count} runs"));
            counts.Add(Count(text.AsSpan()[part], LargestCount));
        }

        Require(counts.Count == _runs.Count, string.Create(CultureInfo.InvariantCulture, $"there are {counts.Count} counts for {_runs.Count} runs"));
        return counts.MoveToImmutable();
    }

    private long Count(ReadOnlySpan<char> text, long largest) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= largest
            ? count
            : throw Refuse($"'{text}' is no count");

    private DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? time : throw Refuse($"'{text}' is no time such as 2026-01-31T08:15:00.0000000+00:00");

    private TimeSpan? Span(string text) =>
        text == "-" ? null : TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero ? span : throw Refuse($"'{text}' is no duration such as 00:00:02.5000000");

    private FunctionName Name(string module, string name) => new(Text(module), Text(name));

    private string Text(string text) => BaselineFormat.TryUnescape(text, out var result) ? result : throw Refuse($"'{text}' has an unknown escape");

    private void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw Refuse(rule);
        }
    }

    private InputException Refuse(string what) => new(
        new Diagnostic(DiagnosticCodes.CorruptBaseline, Severity.Error, $"the baseline is damaged: {what}.", Remedy, _file, _line + 1));

    private const string Remedy = "Restore the file from version control, or accept the baseline anew.";
}
