using System.Text;

namespace PerfHarness.Formats.Jit;

/// <summary>
/// The entries of a perf map in the order of the file, in columns. Names stay the bytes of the file until first use: a map
/// has tens of thousands of lines, of which a profile touches a few hundred.
/// </summary>
internal sealed class PerfMap
{
    private readonly byte[] _text;
    private readonly List<PerfMapEntry> _entries;

    internal PerfMap(byte[] text, List<PerfMapEntry> entries) => (_text, _entries) = (text, entries);

    public int Count => _entries.Count;

    public PerfMapEntry this[int index] => _entries[index];

    public ReadOnlySpan<byte> GetNameBytes(int index) => _text.AsSpan(_entries[index].NameOffset, _entries[index].NameLength);

    /// <summary>Bytes that are not UTF-8 become U+FFFD.</summary>
    public string GetName(int index) => Encoding.UTF8.GetString(GetNameBytes(index));
}
