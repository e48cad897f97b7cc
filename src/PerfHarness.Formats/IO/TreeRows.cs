namespace PerfHarness.Formats.IO;

/// <summary>The first rows of an <see cref="InternedTree{TKey}"/>: shares its array, of which it reads the part that does
/// not change any more.</summary>
internal readonly struct TreeRows<TKey>(TreeRow<TKey>[] rows, int count)
    where TKey : unmanaged
{
    /// <summary>Rows, the root included.</summary>
    public int Count { get; } = count;

    public int GetParent(int row) => this[row].Parent;

    public TKey GetKey(int row) => this[row].Key;

    public ref readonly TreeRow<TKey> this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
            return ref rows[row];
        }
    }
}
