using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// Collects the methods of the two entry point tables. An entry says which runtime function is the method's first:
/// <c>index &lt;&lt; 1</c>, or where a list of fixups follows <c>index &lt;&lt; 2 | 1</c> (or <c>| 3</c>).
/// </summary>
internal sealed class MethodEntryReader(int functionCount)
{
    public List<MethodEntry> Entries { get; } = [];

    public bool IsCorrupt { get; private set; }

    /// <param name="section">MethodDefEntryPoints: the element's number is the method's row less one.</param>
    public void ReadMethodDefEntryPoints(ReadOnlySpan<byte> section, int component)
    {
        if (section.IsEmpty)
        {
            return;
        }

        var array = new NativeArray(section);
        IsCorrupt |= array.IsCorrupt;
        for (var i = 0; i < array.Count; i++)
        {
            if (array.TryGet(i, out var offset))
            {
                var reader = new SpanReader(section);
                reader.Seek(offset);
                Add(ref reader, component, i + 1, isInstance: false);
            }
        }
    }

    /// <param name="section">InstanceEntryPoints: a signature, then the entry.</param>
    public void ReadInstanceEntryPoints(ReadOnlySpan<byte> section)
    {
        if (section.IsEmpty)
        {
            return;
        }

        var offsets = new List<int>();
        IsCorrupt |= !NativeHashtable.TryReadEntries(section, offsets);
        foreach (var offset in offsets)
        {
            var signature = new SignatureReader(section[offset..]);
            InstanceEntryPointSignature.Skip(ref signature);
            if (signature.Failed)
            {
                IsCorrupt = true;
                continue;
            }

            var reader = new SpanReader(section);
            reader.Seek(offset + signature.Position);
            Add(ref reader, 0, offset, isInstance: true);
        }
    }

    private void Add(ref SpanReader reader, int component, int row, bool isInstance)
    {
        var id = reader.ReadNativeUnsigned();
        var function = (id & 1) != 0 ? id >> 2 : id >> 1;
        if (reader.Failed || function >= functionCount)
        {
            IsCorrupt = true;
            return;
        }

        Entries.Add(new MethodEntry((int)function, component, row, isInstance));
    }
}
