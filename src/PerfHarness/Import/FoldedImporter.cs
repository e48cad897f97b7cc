using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Folded;
using PerfHarness.Formats.IO;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// Adds folded stacks to a profile as one run. The first element of a stack is its command name, as all collapsers for
/// perf write it. The marks <c>_[k] _[j] _[i]</c> become what they say of the frame, and so does the module of <c>func (module)</c>
/// where the file's first stacks have one behind every name.
/// </summary>
internal sealed class FoldedImporter
{
    /// <summary>Where a file has fractions, weights count thousandths.</summary>
    private const int Scale = 1000;

    /// <summary>Stacks that show whether names have modules behind them.</summary>
    private const int FirstStacks = 50;

    private readonly ProfileBuilder _builder;
    private readonly Utf8Interner _strings = new();
    private readonly Dictionary<string, FrameId> _frames = [];
    private readonly List<(StackId Stack, ThreadId Thread, decimal Count)> _rows = [];

    private bool _hasModules;

    private FoldedImporter(ProfileBuilder builder) => _builder = builder;

    /// <param name="file">Name for diagnostics and the run.</param>
    /// <exception cref="InputException">No line of the text is a stack.</exception>
    public static RunId Import(Stream input, ProfileBuilder builder, RunInfo? run = null, string? file = null,
        FoldedColumn column = FoldedColumn.After)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new FoldedImporter(builder).Import(new FoldedReader(input, builder.Diagnostics, file), run ?? new RunInfo(), file, column);
    }

    private RunId Import(FoldedReader reader, RunInfo run, string? file, FoldedColumn column)
    {
        List<(byte[] Stack, decimal Count)> first = [];
        while (first.Count < FirstStacks && reader.TryRead(out var line))
        {
            first.Add((line.Stack.ToArray(), GetCount(line, column)));
        }

        _hasModules = first.Exists(row => row.Stack.Contains((byte)';')) && first.TrueForAll(row => HasModules(_strings.Intern(row.Stack)));
        first.ForEach(row => AddRow(row.Stack, row.Count));
        while (reader.TryRead(out var line))
        {
            AddRow(line.Stack, GetCount(line, column));
        }

        if (_rows.Count == 0)
        {
            if (reader.MalformedLines > 0)
            {
                throw new InputException(DiagnosticCodes.UnrecognizedInput, $"'{file}' contains no folded stacks: no line ends with a count",
                    null, file);
            }

            _builder.Diagnostics.Warn(DiagnosticCodes.EmptyProfile, "the folded text has no stacks", null, file);
        }

        var id = _builder.AddRun(run with { Source = run.Source ?? file });
        AddSamples(id);
        return id;
    }

    private static decimal GetCount(in FoldedLine line, FoldedColumn column) =>
        column == FoldedColumn.Before ? line.CountBefore ?? line.Count : line.Count;

    private static bool HasModules(string stack) => stack.Split(';').Skip(1).All(frame => FoldedModule.TryFind(frame, out _, out _));

    private void AddRow(ReadOnlySpan<byte> text, decimal count)
    {
        var (stack, thread) = ParseStack(text);
        _rows.Add((stack, thread, count));
    }

    private void AddSamples(RunId run)
    {
        var fractions = _rows.Exists(row => row.Count != decimal.Truncate(row.Count));
        var @event = _builder.AddEvent(new EventInfo("samples", 0, fractions ? "samples/1000" : "samples"));
        foreach (var (stack, thread, count) in _rows)
        {
            // Differentials have stacks that are only on one side.
            if (count > 0)
            {
                var samples = (long)Math.Max(1, decimal.Round(count, MidpointRounding.AwayFromZero));
                _builder.Samples.Add(new Sample(stack, thread, @event, run, -1, fractions ? (long)decimal.Round(count * Scale) : samples, samples));
            }
        }
    }

    private (StackId Stack, ThreadId Thread) ParseStack(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)';');
        var command = end < 0 ? text : text[..end];
        var thread = CommandName.Parse(_strings.Intern(command));
        var stack = StackId.Empty;
        while (end >= 0)
        {
            text = text[(end + 1)..];
            end = text.IndexOf((byte)';');
            stack = _builder.Stacks.Intern(stack, GetFrame(_strings.Intern(end < 0 ? text : text[..end])));
        }

        return (stack, _builder.AddThread(thread));
    }

    private FrameId GetFrame(string text)
    {
        if (!_frames.TryGetValue(text, out var id))
        {
            id = _builder.Frames.Intern(Read(text));
            _frames.Add(text, id);
        }

        return id;
    }

    private Frame Read(string text)
    {
        var (kind, inlined) = (FrameKind.Unknown, false);
        var name = text;
        // At the end, or before the source line: "f_[k]:file.c:12".
        var mark = text.Length > 4 && text[^1] == ']' ? text.Length - 4 : text.IndexOf("]:", StringComparison.Ordinal) - 3;
        if (mark > 0 && text.AsSpan(mark, 2) is "_[")
        {
            (kind, inlined) = text[mark + 2] switch
            {
                'k' => (FrameKind.Kernel, false),
                'j' => (FrameKind.Jit, false),
                'i' => (FrameKind.Unknown, true),
                _ => (kind, inlined),
            };
            name = kind != FrameKind.Unknown || inlined ? text.Remove(mark, 4) : text;
        }

        string? writtenModule = null;
        if (_hasModules && FoldedModule.TryFind(name, out var function, out var written))
        {
            (name, writtenModule) = (function, SafeText.ToSingleLine(written));
        }

        name = SafeText.ToSingleLine(name);
        // "[libfoo.so]" and "[unknown]" say where the code is and not what it is; so do names by bounds.
        var bracketed = name.Length > 2 && name[0] == '[' && name[^1] == ']';
        var bounds = name.LastIndexOf("!0x", StringComparison.Ordinal);
        var module = writtenModule ?? (bracketed
            ? ParseModule(name[1..^1])
            : bounds > 0 ? name[..bounds] : kind == FrameKind.Kernel ? "[kernel]" : kind == FrameKind.Jit ? "[jit]" : "[unknown]");
        kind = kind == FrameKind.Unknown && module == "[kernel]" ? FrameKind.Kernel : kind;
        kind = bounds > 0 && kind == FrameKind.Unknown ? FrameKind.Native : kind;
        var id = _builder.Functions.Intern(new FunctionName(module, name.Length == 0 ? "[unknown]" : name));
        return new Frame(id, kind, Inlined: inlined, Named: !bracketed && bounds <= 0 && name.Length > 0);
    }

    // "[libfoo.so <7f3a10>]" is how --addrs shows an address.
    private static string ParseModule(string inner)
    {
        var space = inner.IndexOf(" <", StringComparison.Ordinal);
        inner = space > 0 ? inner[..space] : inner;
        return inner is "unknown" ? "[unknown]" : inner is "kernel" or "jit" or "vdso" ? $"[{inner}]" : inner;
    }
}
