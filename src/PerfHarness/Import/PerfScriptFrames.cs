using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfScript;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>Frames of perf's text as frames of the profile.</summary>
internal sealed class PerfScriptFrames(ProfileBuilder builder, ImportOptions options)
{
    private readonly Dictionary<(PerfScriptFrame Frame, string Dso), FrameId> _frames = [];
    private readonly Dictionary<string, PerfScriptDso> _dsos = [];

    /// <param name="dso">As the text says, or that of the frame's caller if it was inlined.</param>
    public FrameId Intern(in PerfScriptFrame frame, string dso)
    {
        var key = frame with
        {
            Address = options.KeepAddresses ? frame.Address : 0,
            Dso = "",
            Offset = options.KeepAddresses ? frame.Offset : -1,
            SourceFile = options.KeepLines ? frame.SourceFile : null,
            SourceLine = options.KeepLines ? frame.SourceLine : 0,
        };
        if (!_frames.TryGetValue((key, dso), out var id))
        {
            id = builder.Frames.Intern(Read(key, dso));
            _frames.Add((key, dso), id);
        }

        return id;
    }

    private Frame Read(in PerfScriptFrame text, string dsoText)
    {
        if (!_dsos.TryGetValue(dsoText, out var dso))
        {
            dso = PerfScriptDso.Parse(SafeText.ToSingleLine(dsoText));
            _dsos.Add(dsoText, dso);
        }

        var symbol = SafeText.ToSingleLine(text.Symbol);
        var source = text.SourceFile is { } file && text.SourceLine > 0
            ? new SourcePosition(SafeText.ToSingleLine(file), text.SourceLine)
            : (SourcePosition?)null;
        if (symbol.Length == 0)
        {
            builder.AddUnnamedReason(dso.Module, "perf printed no symbol");
            return new Frame(builder.Functions.Intern(dso.UnnamedFunction), dso.Kind, Address: text.Address, Named: false);
        }

        var (name, kind, tier) = dso.ParseSymbol(symbol);
        return new Frame(builder.Functions.Intern(name, source), kind, tier, text.Inlined, text.Address, text.SourceLine,
            Named: !symbol.StartsWith($"{dso.Module}!0x", StringComparison.Ordinal))
        {
            Start = text.Offset >= 0 && (ulong)text.Offset <= text.Address ? text.Address - (ulong)text.Offset : 0,
            SourceFile = source is { } line ? builder.InternSourceFile(line.File) : 0,
        };
    }
}
