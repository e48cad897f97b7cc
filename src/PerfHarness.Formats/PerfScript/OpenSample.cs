using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>The sample whose lines are being read, and the block that it goes to when it ends. It may have begun in an earlier block.</summary>
/// <param name="file">Name for diagnostics.</param>
internal sealed class OpenSample(string? file, PerfScriptOptions options)
{
    private SampleHead _head;
    private int _headNumber; // -1: that of _head
    private long _time;
    private long _period;
    private int _expected;

    /// <summary>There is one.</summary>
    public bool Exists { get; private set; }

    /// <summary>Leaf first.</summary>
    public List<PerfScriptFrame> Frames { get; } = [];

    /// <summary>The frame is on the sample's own line.</summary>
    public bool HasOwnFrame { get; set; }

    public SampleTexts Texts { get; private set; } = new(options.HashMask);

    public PerfScriptBlock Block { get; private set; } = null!;

    public void BeginBlock()
    {
        if (Texts.IsFull)
        {
            (_head, _headNumber) = (Exists && _headNumber >= 0 ? Texts.Heads.Rows[_headNumber] : _head, -1);
            Texts = new SampleTexts(options.HashMask);
        }

        Block = new PerfScriptBlock(Texts, _expected);
    }

    public PerfScriptBlock EndBlock(int lines)
    {
        Block.Lines = lines;
        Block.End();
        _expected = Block.Samples.Count + (Block.Samples.Count / 8);
        return Block;
    }

    public void Begin(in SampleHead head, long time, long period)
    {
        Begin(-1, time, period);
        _head = head;
    }

    public void Begin(int headNumber, long time, long period)
    {
        Frames.Clear();
        (_headNumber, _time, _period) = (headNumber, time, period);
        (Exists, HasOwnFrame) = (true, false);
    }

    /// <summary>Ends the sample, if there is one, with the frames that were added.</summary>
    public void Emit()
    {
        if (Exists)
        {
            Emit(Texts.Stacks.Intern(Frames), Frames.Count);
        }
    }

    public void Emit(int stack, int frames)
    {
        Exists = false;
        Block.Header.SampleCount++;
        Block.Header.LongestStack = Math.Max(Block.Header.LongestStack, frames);
        Block.Samples.Add(new PerfScriptSample(_headNumber >= 0 ? _headNumber : Texts.Heads.Intern(_head), stack, _time, _period));
    }

    /// <param name="number">Of the line, in the block.</param>
    public void ReportMalformed(ReadOnlySpan<byte> line, string what, int number)
    {
        if (Block.Header.MalformedLines++ < DiagnosticBag.MaxPerCode)
        {
            var text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, 80)]);
            Block.Diagnostics.Add(new Diagnostic(DiagnosticCodes.MalformedLine, Severity.Warning, $"'{text.Trim()}' {what}", null, file, number));
        }
    }

    /// <inheritdoc cref="ReportMalformed"/>
    public void ReportUnterminated(int number) => Block.Diagnostics.Add(new Diagnostic(DiagnosticCodes.TruncatedInput, Severity.Warning,
        "the text ends in the middle of a line", "The last sample may be incomplete.", file, number));
}
