using PerfHarness.Analysis;
using PerfHarness.Profiles;
using PerfHarness.Symbols;

namespace PerfHarness.Instructions;

/// <summary>Counts a function's samples by body and address, and lists the bodies.</summary>
internal sealed class CodeListingBuilder
{
    private readonly SampleSelection _selection;
    private readonly Profile _profile;
    private readonly FunctionId _function;
    private readonly CodeTable _code;
    private readonly ListingOptions _options;
    private readonly Dictionary<BodyKey, Dictionary<Frame, long>> _bodies = [];

    // Leaf samples of other functions, by the code that they are in.
    private readonly Dictionary<CodeId, Dictionary<ulong, long>> _others = [];
    private long _samples;

    private CodeListingBuilder(SampleSelection selection, FunctionId function, CodeTable code, ListingOptions options) =>
        (_selection, _profile, _function, _code, _options) = (selection, selection.Profile, function, code, options);

    /// <param name="selection">Of a profile that was imported with addresses, lines and code.</param>
    /// <param name="code">That of the import, which is still open.</param>
    public static CodeListing Build(SampleSelection selection, FunctionId function, CodeTable code, ListingOptions options)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(options);
        return new CodeListingBuilder(selection, function, code, options).Build();
    }

    private CodeListing Build()
    {
        Count();
        var disassembler = new Disassembler(_options.Syntax);
        var bodies = new List<BodyListing>(_bodies.Count);
        foreach (var (key, frames) in _bodies)
        {
            var body = _code.Find(key.Code);
            bodies.Add(body is null
                ? CreateUnlisted(key, frames, MachineCode.CreateMissing(_code.IsEmpty
                    ? "the input has no machine code, only perf.data has"
                    : "only the module of the code is known"))
                : List(key, frames, body, disassembler));
        }

        bodies.Sort((a, b) => a.Samples != b.Samples ? b.Samples.CompareTo(a.Samples) : a.Start.CompareTo(b.Start));
        var skid = _selection.Rows.Count > 0 && !_code.IsEmpty ? SkidNote.Get(_profile.GetEvent(_profile.Samples[_selection.Rows[0]])) : "";
        return new CodeListing(_profile.Functions[_function], _samples, _selection.Samples, _options.IsInclusive, skid, MarkHottest(bodies));
    }

    private void Count()
    {
        foreach (var row in _selection.Rows)
        {
            var sample = _profile.Samples[row];
            if (Annotation.FindFrame(_profile, sample.Stack, _function, _options.IsInclusive) is { } frame)
            {
                var key = new BodyKey(frame.Code, frame.Kind, frame.Tier, frame.Inlined);
                if (!_bodies.TryGetValue(key, out var frames))
                {
                    _bodies.Add(key, frames = []);
                }

                frames[frame] = frames.GetValueOrDefault(frame) + sample.Count;
                _samples += sample.Count;
            }
            else if (!_options.IsInclusive && sample.Stack != StackId.Empty
                && _profile.Frames[_profile.Stacks.GetFrame(sample.Stack)] is { Code.Index: > 0 } leaf)
            {
                if (!_others.TryGetValue(leaf.Code, out var counts))
                {
                    _others.Add(leaf.Code, counts = []);
                }

                counts[leaf.Address] = counts.GetValueOrDefault(leaf.Address) + sample.Count;
            }
        }
    }

    private BodyListing List(BodyKey key, Dictionary<Frame, long> frames, CodeBody body, Disassembler disassembler)
    {
        var code = body.Source.ReadCode(body.Symbol);
        if (code.MissingReason is null && !Disassembler.CanDecode(code.Machine))
        {
            code = MachineCode.CreateMissing($"instructions of {code.Machine} code cannot be shown, only those of x86 and x86-64");
        }

        if (code.MissingReason is not null)
        {
            return CreateUnlisted(key, frames, code) with { Process = body.Process, Start = body.Start, Size = GetShownSize(body.Symbol) };
        }

        var start = code.OwnStart ?? body.Start;
        var samples = new SampledCode(disassembler.Decode(code, start), start - body.Start);
        samples.AddOwn(frames.Select(f => (f.Key.Address, f.Value)));
        samples.AddOthers(_others.GetValueOrDefault(key.Code)?.Select(o => (o.Key, o.Value)) ?? []);
        var host = key.IsInlined ? body.Symbol.Name : (FunctionName?)null;
        var instructions = new InstructionLister(body, code, start, samples, _options).List(
            host is null ? null : _profile.Functions[_function].Name);
        return new BodyListing(GetLabel(key), frames.Values.Sum())
        {
            Host = host, Process = body.Process, Start = start, Size = (ulong)code.Bytes.Length, Code = code, Instructions = instructions,
            OtherSamples = instructions.Sum(i => i.OtherSamples),
        };
    }

    private static BodyListing CreateUnlisted(BodyKey key, Dictionary<Frame, long> frames, MachineCode code)
    {
        var counts = new Dictionary<(int Line, ulong Address), long>();
        foreach (var (frame, count) in frames)
        {
            var place = frame.Line > 0 ? (frame.Line, 0ul) : (0, frame.Address);
            counts[place] = counts.GetValueOrDefault(place) + count;
        }

        return new BodyListing(GetLabel(key), frames.Values.Sum())
        {
            Code = code,
            Locations = [.. counts.Select(c => new AnnotatedLocation(c.Key.Line, c.Key.Address, c.Value))
                .OrderBy(l => l.Line == 0).ThenBy(l => l.Line).ThenBy(l => l.Address)],
        };
    }

    // Those with a twentieth of the function's samples, or else the one with the most.
    private List<BodyListing> MarkHottest(List<BodyListing> bodies)
    {
        var most = bodies.SelectMany(b => b.Instructions).Select(i => i.Samples).DefaultIfEmpty().Max();
        var least = Math.Max(1, Math.Min(most, (_samples + 19) / 20));
        return bodies.ConvertAll(body => body with
        {
            Instructions = [.. body.Instructions.Select(i => i.Samples >= least ? i with { IsHot = true } : i)],
        });
    }

    private static ulong GetShownSize(Symbol symbol) => symbol.Size <= MachineCode.MaxSize ? symbol.Size : 0;

    private static string GetLabel(BodyKey key)
    {
        var label = FrameKindLabels.GetLabel(new Frame(default, key.Kind, key.Tier));
        return key.Tier == CodeTier.PreJitCold ? label + ", cold part" : label;
    }

    private readonly record struct BodyKey(CodeId Code, FrameKind Kind, CodeTier Tier, bool IsInlined);
}
