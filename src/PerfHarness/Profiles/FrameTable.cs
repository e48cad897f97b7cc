namespace PerfHarness.Profiles;

/// <summary>The distinct frames.</summary>
public sealed class FrameTable
{
    private readonly Frame[] _rows;

    /// <param name="rows">Its first <paramref name="count"/> rows are the table's.</param>
    internal FrameTable(Frame[] rows, int count) => (_rows, Count) = (rows, count);

    /// <summary>Rows.</summary>
    public int Count { get; }

    /// <summary>The frame of a row.</summary>
    public Frame this[FrameId id]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id.Index, (uint)Count, nameof(id));
            return _rows[id.Index];
        }
    }
}
