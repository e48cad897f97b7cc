using System.IO.Compression;
using Google.Protobuf;

namespace PerfHarness.Pprof;

/// <summary>
/// Writes the messages of a profile one after another, gzipped. Strings are collected and written last, as the format
/// allows; the same profile gives the same bytes.
/// </summary>
public sealed class PprofEncoder : IDisposable
{
    private readonly GZipStream _gzip;
    private readonly CodedOutputStream _output;
    private readonly Dictionary<string, int> _strings = new() { [""] = 0 };
    private readonly List<string> _order = [""];
    private readonly Stack<PprofMessage> _free = [];

    public PprofEncoder(Stream output)
    {
        _gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
        _output = new CodedOutputStream(_gzip, 1 << 16, leaveOpen: true);
    }

    /// <summary>Index of the text in the string table.</summary>
    public int Text(string text)
    {
        if (!_strings.TryGetValue(text, out var index))
        {
            index = _order.Count;
            _strings.Add(text, index);
            _order.Add(text);
        }

        return index;
    }

    public void Number(int field, long value)
    {
        _output.WriteTag(field, WireFormat.WireType.Varint);
        _output.WriteInt64(value);
    }

    /// <summary>Writes a message of the profile; it must not write to the encoder itself.</summary>
    public void Message(int field, Action<PprofMessage> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var message = Rent();
        fill(message);
        var bytes = message.Finish();
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteBytes(bytes);
        Return(message);
    }

    public void Dispose()
    {
        foreach (var text in _order)
        {
            _output.WriteTag(PprofFields.StringTable, WireFormat.WireType.LengthDelimited);
            _output.WriteString(text);
        }

        _output.Dispose();
        _gzip.Dispose();
    }

    internal PprofMessage Rent() => _free.TryPop(out var message) ? message : new PprofMessage(this);

    internal void Return(PprofMessage message) => _free.Push(message);
}
