using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Pprof;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>The locations of a pprof file as frames, each made once.</summary>
internal sealed class PprofFrames(PprofProfile file, ProfileBuilder builder, ImportOptions options)
{
    private const uint InlinedFlag = 1 << 16;
    private const uint UnnamedFlag = 1 << 17;
    private readonly FrameId[]?[] _frames = new FrameId[]?[file.Locations.Count];

    /// <param name="locations">Leaf first.</param>
    public StackId InternStack(List<int> locations)
    {
        var stack = StackId.Empty;
        for (var i = locations.Count - 1; i >= 0; i--)
        {
            foreach (var frame in _frames[locations[i]] ??= Read(file.Locations[locations[i]]))
            {
                stack = builder.Stacks.Intern(stack, frame);
            }
        }

        return stack;
    }

    // Outermost first, as stacks are built; in the file the outermost line is the last.
    private FrameId[] Read(PprofLocation location)
    {
        var mapping = location.Mapping >= 0 ? file.Mappings[location.Mapping].FileName : "";
        var dso = PerfScriptDso.Parse(SafeText.ToSingleLine(mapping));
        var frames = new List<FrameId>(Math.Max(1, location.Lines.Count));
        for (var i = location.Lines.Count - 1; i >= 0; i--)
        {
            frames.Add(Read(location, location.Lines[i], inlined: i < location.Lines.Count - 1, dso));
        }

        if (frames.Count == 0)
        {
            builder.AddUnnamedReason(dso.Module, "the profile has no symbol for the address");
            frames.Add(builder.Frames.Intern(new Frame(builder.Functions.Intern(dso.UnnamedFunction), dso.Kind,
                Address: options.KeepAddresses ? location.Address : 0, Named: false)));
        }

        return [.. frames];
    }

    private FrameId Read(PprofLocation location, in PprofLine line, bool inlined, PerfScriptDso dso)
    {
        var function = line.Function >= 0 ? file.Functions[line.Function] : null;
        var source = function is { FileName.Length: > 0 }
            ? new SourcePosition(function.FileName, ToLine(function.StartLine), function.Column)
            : (SourcePosition?)null;
        var lineNumber = options.KeepLines || line.FrameBits is not null ? ToLine(line.Line) : 0;
        if (line.FrameBits is { } bits && function?.Module is { } module)
        {
            var kind = (bits & 0xff) <= (uint)FrameKind.Stub ? (FrameKind)(bits & 0xff) : FrameKind.Unknown;
            var tier = (bits >> 8 & 0xff) <= (uint)CodeTier.Interpreted ? (CodeTier)(bits >> 8 & 0xff) : CodeTier.None;
            var id = builder.Functions.Intern(new FunctionName(module, function.Name), source);
            return builder.Frames.Intern(new Frame(id, kind, tier, (bits & InlinedFlag) != 0, line.Address ?? location.Address, lineNumber,
                (bits & UnnamedFlag) == 0));
        }

        var address = options.KeepAddresses ? location.Address : 0;
        var text = SafeText.ToSingleLine(function is null ? "" : function.Name.Length > 0 ? function.Name : function.SystemName);
        if (text.Length == 0)
        {
            builder.AddUnnamedReason(dso.Module, "the profile has no name for the function");
            return builder.Frames.Intern(new Frame(builder.Functions.Intern(dso.UnnamedFunction), dso.Kind, CodeTier.None, inlined, address,
                lineNumber, Named: false));
        }

        var (name, spelledKind, spelledTier) = dso.ParseSymbol(text);
        return builder.Frames.Intern(new Frame(builder.Functions.Intern(name, source), spelledKind, spelledTier, inlined, address, lineNumber));
    }

    private static int ToLine(long line) => line is > 0 and <= int.MaxValue ? (int)line : 0;
}
