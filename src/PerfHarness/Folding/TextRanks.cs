namespace PerfHarness.Folding;

/// <summary>Ordinal ranks of texts at the end of a line and, followed by <c>;</c>, inside a line.</summary>
internal static class TextRanks
{
    public static (int[] Line, int[] Prefix) Compute(byte[][] texts)
    {
        var keys = new (byte[] Text, int Slot)[texts.Length * 2];
        for (var i = 0; i < texts.Length; i++)
        {
            keys[i * 2] = (texts[i], i * 2);
            keys[(i * 2) + 1] = ([.. texts[i], (byte)';'], (i * 2) + 1);
        }

        Array.Sort(keys, static (a, b) => a.Text.AsSpan().SequenceCompareTo(b.Text));
        var line = new int[texts.Length];
        var prefix = new int[texts.Length];
        for (var rank = 0; rank < keys.Length; rank++)
        {
            var slot = keys[rank].Slot;
            ((slot & 1) == 0 ? line : prefix)[slot >> 1] = rank;
        }

        return (line, prefix);
    }
}
