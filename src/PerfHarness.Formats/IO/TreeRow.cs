namespace PerfHarness.Formats.IO;

/// <summary>A row of an <see cref="InternedTree{TKey}"/>.</summary>
internal readonly record struct TreeRow<TKey>(int Parent, TKey Key)
    where TKey : unmanaged;
