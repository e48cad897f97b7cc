using Google.Protobuf;

namespace PerfHarness.Pprof;

/// <summary>One message being written. Zeros are left out, as protobuf does, unless they are asked for.</summary>
public sealed class PprofMessage
{
    private readonly PprofEncoder _encoder;
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _output;

    internal PprofMessage(PprofEncoder encoder)
    {
        _encoder = encoder;
        _output = new CodedOutputStream(_bytes, leaveOpen: true);
    }

    public void Number(int field, long value, bool evenZero = false)
    {
        if (value != 0 || evenZero)
        {
            _output.WriteTag(field, WireFormat.WireType.Varint);
            _output.WriteInt64(value);
        }
    }

    /// <summary>The index of the text; null is left out, an empty text is not.</summary>
    public void Text(int field, string? text)
    {
        if (text is not null)
        {
            Number(field, _encoder.Text(text), evenZero: true);
        }
    }

    public void Packed(int field, ReadOnlySpan<long> values)
    {
        var size = 0;
        foreach (var value in values)
        {
            size += CodedOutputStream.ComputeInt64Size(value);
        }

        if (size > 0)
        {
            _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            _output.WriteLength(size);
            foreach (var value in values)
            {
                _output.WriteInt64(value);
            }
        }
    }

    public void Message(int field, Action<PprofMessage> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var message = _encoder.Rent();
        fill(message);
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteBytes(message.Finish());
        _encoder.Return(message);
    }

    internal ByteString Finish()
    {
        _output.Flush();
        var bytes = ByteString.CopyFrom(_bytes.GetBuffer(), 0, (int)_bytes.Length);
        _bytes.SetLength(0);
        return bytes;
    }
}
