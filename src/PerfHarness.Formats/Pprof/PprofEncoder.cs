using System.IO.Compression;

namespace PerfHarness.Formats.Pprof;

/// <summary>
/// Writes the fields of a profile one after another, gzipped. Strings are collected and written last, as the format
/// allows; the same profile gives the same bytes.
/// </summary>
internal sealed class PprofEncoder : IDisposable
{
    private const int FlushAt = 1 << 16;

    private readonly GZipStream _gzip;
    private readonly WireWriter _output = new();
    private readonly Dictionary<string, int> _strings = new() { [""] = 0 };
    private readonly List<string> _order = [""];

    public PprofEncoder(Stream output) => _gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);

    /// <summary>Index of the text in the string table.</summary>
    public int InternString(string text)
    {
        if (!_strings.TryGetValue(text, out var index))
        {
            index = _order.Count;
            _strings.Add(text, index);
            _order.Add(text);
        }

        return index;
    }

    public void WriteNumber(int field, long value)
    {
        _output.WriteNumber(field, value, evenZero: true);
        FlushWhenFull();
    }

    public void WriteMessage(int field, WireWriter message)
    {
        ArgumentNullException.ThrowIfNull(message);
        _output.WriteMessage(field, message.Written);
        FlushWhenFull();
    }

    public void Dispose()
    {
        foreach (var text in _order)
        {
            _output.WriteString(PprofFields.StringTable, text);
            FlushWhenFull();
        }

        Flush();
        _gzip.Dispose();
    }

    private void FlushWhenFull()
    {
        if (_output.Written.Length >= FlushAt)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _gzip.Write(_output.Written);
        _output.Clear();
    }
}
