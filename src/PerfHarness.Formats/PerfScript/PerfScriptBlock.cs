using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// What a reader found in a block of perf's text. Samples refer to the reader's tables, which grow from block to block; the block
/// has those rows of them that there were at its end.
/// </summary>
/// <param name="capacity">Samples that are expected.</param>
internal sealed class PerfScriptBlock(SampleTexts texts, int capacity)
{
    /// <summary>Whose rows the samples refer to: those of equal ones mean the same.</summary>
    public SampleTexts Texts { get; } = texts;

    public List<PerfScriptSample> Samples { get; } = new(capacity);

    public SampleHead[] Heads { get; private set; } = [];

    /// <summary>Root first: the key is a row of <see cref="Frames"/>.</summary>
    public TreeRows<int> Stacks { get; private set; }

    public PerfScriptFrame[] Frames { get; private set; } = [];

    /// <summary>What is not a sample.</summary>
    public PerfScriptHeader Header { get; } = new();

    /// <summary>What is wrong with the text, its lines counted from the start of the block.</summary>
    public List<Diagnostic> Diagnostics { get; } = [];

    /// <summary>The lines of the block.</summary>
    public long Lines { get; set; }

    public void End() => (Heads, Stacks, Frames) = (Texts.Heads.Rows, Texts.Stacks.Rows, Texts.Stacks.Frames);
}
