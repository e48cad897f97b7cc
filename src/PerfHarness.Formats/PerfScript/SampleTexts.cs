using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>The samples' lines and stacks that a reader has seen, so that it parses each once.</summary>
internal sealed class SampleTexts
{
    // Malicious text has ever new ones: it costs time then, and not memory.
    private const int MaxHeads = 1 << 16;
    private const int MaxStacks = 1 << 20;
    private const int MaxBytes = 32 << 20;

    public SampleTexts(ulong hashMask)
    {
        Heads = new HeadTexts(hashMask);
        Stacks = new StackTexts(Strings, hashMask);
    }

    public Utf8Interner Strings { get; } = new();

    public HeadTexts Heads { get; }

    public StackTexts Stacks { get; }

    /// <summary>Time to begin with new ones.</summary>
    public bool IsFull => Heads.Count > MaxHeads || Stacks.Rows.Count > MaxStacks || Heads.Bytes + Stacks.Bytes > MaxBytes;
}
