using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Pprof;

/// <summary>
/// Walks the fields of one protobuf message in place. Google.Protobuf's own reader throws on corrupt data and copies every
/// nested message; here corrupt data ends the walk with <see cref="Failed"/> and nothing is copied.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private SpanReader _reader = new(message);

    /// <summary>Number of the field that was read last.</summary>
    public int FieldNumber { get; private set; }

    /// <summary>Its value, for numbers.</summary>
    public ulong Value { get; private set; }

    /// <summary>Its bytes, for strings, messages and packed numbers.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public bool IsBytes { get; private set; }

    public readonly bool Failed => _reader.Failed;

    public bool Read()
    {
        if (_reader.Remaining == 0 || _reader.Failed)
        {
            return false;
        }

        var tag = _reader.ReadUleb128();
        FieldNumber = (int)Math.Min(tag >> 3, int.MaxValue);
        Bytes = default;
        IsBytes = false;
        switch (tag & 7)
        {
            case 0:
                Value = _reader.ReadUleb128();
                break;
            case 1:
                Value = _reader.ReadUInt64();
                break;
            case 2:
                Bytes = _reader.ReadBytes((long)Math.Min(_reader.ReadUleb128(), int.MaxValue));
                IsBytes = true;
                break;
            case 5:
                Value = _reader.ReadUInt32();
                break;
            default:
                // Groups are of a time before pprof.
                _reader.ReadBytes(-1);
                break;
        }

        return !_reader.Failed && FieldNumber > 0;
    }
}
