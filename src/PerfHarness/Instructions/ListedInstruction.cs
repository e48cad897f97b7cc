using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Instructions;

/// <summary>An instruction of a listing, with its samples.</summary>
/// <param name="Address">As it is shown: of the process for generated code, of the file or the kernel otherwise.</param>
/// <param name="Text">Mnemonic and operands; a direct target is an address as it is shown.</param>
/// <param name="Samples">Of the function.</param>
/// <param name="OtherSamples">Of functions that were inlined here, or into which this one was: not among the function's own.</param>
internal sealed record ListedInstruction(ulong Address, ReadOnlyMemory<byte> Bytes, string Text, long Samples, long OtherSamples)
{
    /// <summary>The function that the operand leads to, with the distance from its start: <c>memcpy@plt</c>, <c>Parse+0x10</c>. Null
    /// where there is none, or where that is this code itself.</summary>
    public string? Target { get; init; }

    /// <summary>The instruction of the listing that it jumps to; -1 where it does not.</summary>
    public int Jump { get; init; } = -1;

    /// <summary>Where it jumps within the listing: back, or ahead; null where it does not.</summary>
    public bool? JumpsBack { get; init; }

    /// <summary>An instruction of the listing jumps here.</summary>
    public bool IsJumpTarget { get; init; }

    /// <summary>Among the hottest.</summary>
    public bool IsHot { get; init; }

    /// <summary>Instructions before it are left out.</summary>
    public bool FollowsGap { get; init; }

    /// <summary>Where its code is written, or null.</summary>
    public SourcePosition? Line { get; init; }

    /// <summary>The function that it was inlined from, the innermost; null where it is the body's own.</summary>
    public string? Inlined { get; init; }

    /// <summary>It is of the same line of the same function as the instruction before.</summary>
    public bool ContinuesLine(ListedInstruction? before) =>
        before is not null && Inlined == before.Inlined && Line?.File == before.Line?.File && Line?.Line == before.Line?.Line;

    /// <summary>With the name of what it leads to, and the direction of a jump: <c>call 401040 &lt;puts@plt></c>, <c>jne 40113a ↑</c>.</summary>
    public string GetFullText()
    {
        var text = Target is null ? Text : $"{Text} <{Target}>";
        return JumpsBack is { } back ? text + (back ? " ↑" : " ↓") : text;
    }

    /// <summary><c>123</c>, <c>(45)</c> for other functions' alone; empty where there are none.</summary>
    public string FormatSamples() => Samples > 0 ? NumberFormatter.FormatCount(Samples)
        : OtherSamples > 0 ? $"({NumberFormatter.FormatCount(OtherSamples)})" : "";

    /// <summary><c>48 8b 45 e8</c>.</summary>
    public string FormatBytes()
    {
        var text = new System.Text.StringBuilder(Bytes.Length * 3);
        foreach (var b in Bytes.Span)
        {
            text.Append(text.Length > 0 ? " " : "").Append(CultureInfo.InvariantCulture, $"{b:x2}");
        }

        return text.ToString();
    }

    /// <summary><c>scan.c:12  while (*text)</c>, after the name of what was inlined; empty where nothing is known.</summary>
    public string GetSourceLine(SourceFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var line = Line is { } at
            ? string.Create(
                CultureInfo.InvariantCulture, $"{Path.GetFileName(at.File)}:{at.Line}  {files.GetLine(at.File, at.Line).Trim()}").TrimEnd()
            : "";
        return Inlined is null ? line : line.Length == 0 ? Inlined + " (inlined)" : $"{line}  ({Inlined}, inlined)";
    }
}
