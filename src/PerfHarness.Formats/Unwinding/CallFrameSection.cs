using System.Collections.Concurrent;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Unwinding;

/// <summary>
/// The records of <c>.eh_frame</c> or <c>.debug_frame</c>:
/// <code>
///   length, 0 (.debug_frame: all ones), version, augmentation …, initial instructions     CIE
///   length, where the CIE is, start, size, augmentation …, instructions                   FDE
/// </code>
/// Both sections have them, but count the distance to the CIE differently. CIEs are read once each. Safe to share between threads.
/// </summary>
internal sealed class CallFrameSection
{
    private readonly ElfFile _file;
    private readonly ElfSection? _section;
    private readonly bool _isDebugFrame;
    private readonly ConcurrentDictionary<int, CommonFrameInformation?> _common = new();

    private CallFrameSection(ElfFile file, ElfSection? section, ulong address, bool isDebugFrame) =>
        (_file, _section, Address, _isDebugFrame) = (file, section, address, isDebugFrame);

    /// <summary>Virtual address of its first byte; 0 for <c>.debug_frame</c>, which is not loaded.</summary>
    public ulong Address { get; }

    public ReadOnlySpan<byte> Bytes => _section is null ? _file.GetLoadedBytes(Address) : _file.GetContents(_section);

    /// <summary><c>.eh_frame</c>, or null.</summary>
    /// <param name="address">Where it is loaded, as an image without section headers says elsewhere; 0 where that is unknown.</param>
    public static CallFrameSection? ReadLoaded(ElfFile file, ulong address) =>
        file.FindSection(".eh_frame") is { } section
            ? section.Type == SectionType.NoBits ? null : new CallFrameSection(file, section, section.Address, isDebugFrame: false)
            : address == 0 ? null : new CallFrameSection(file, null, address, isDebugFrame: false);

    /// <summary><c>.debug_frame</c>, or null.</summary>
    public static CallFrameSection? ReadDebug(ElfFile file) =>
        (file.FindSection(".debug_frame") ?? file.FindSection(".zdebug_frame")) is { Type: not SectionType.NoBits } section
            ? new CallFrameSection(file, section, 0, isDebugFrame: true)
            : null;

    /// <summary>A reader of a part of the section.</summary>
    public SpanReader GetReader(Range range) => new(Bytes[range], _file.Header.IsBigEndian);

    /// <summary>Goes on from one record to the next; false at the end, or where the rest is corrupt.</summary>
    public bool TryReadNext(ref int offset, out FrameDescription? frame)
    {
        frame = null;
        if (!TryReadHead(offset, out var reader, out var end, out var common))
        {
            return false;
        }

        frame = common is { } at ? ReadFrame(reader, end, at) : null;
        offset = end;
        return true;
    }

    /// <summary>The FDE at the offset, or null where there is none or it is corrupt.</summary>
    public FrameDescription? Read(int offset) =>
        TryReadHead(offset, out var reader, out var end, out var common) && common is { } at ? ReadFrame(reader, end, at) : null;

    // The reader stands after the distance to the CIE, which is where common says; null for a CIE itself.
    private bool TryReadHead(int offset, out SpanReader reader, out int end, out int? common)
    {
        (end, common) = (0, null);
        reader = new SpanReader(Bytes, _file.Header.IsBigEndian);
        reader.Seek(offset);
        ulong length = reader.ReadUInt32();
        var is64 = length == 0xffffffff;
        length = is64 ? reader.ReadUInt64() : length;
        if (reader.Failed || length == 0 || length > (ulong)reader.Remaining)
        {
            return false;
        }

        end = reader.Position + (int)length;
        var start = reader.Position;
        var distance = is64 ? reader.ReadUInt64() : reader.ReadUInt32();
        if (reader.Failed || reader.Position > end)
        {
            return false;
        }

        var isCommon = _isDebugFrame ? distance == (is64 ? ulong.MaxValue : 0xffffffff) : distance == 0;
        if (!isCommon)
        {
            common = _isDebugFrame ? (int)Math.Min(distance, int.MaxValue) : distance <= (ulong)start ? start - (int)distance : int.MaxValue;
        }

        return true;
    }

    private FrameDescription? ReadFrame(SpanReader reader, int end, int commonOffset)
    {
        if (GetCommon(commonOffset) is not { } common
            || !common.Encoding.TryRead(ref reader, Address, common.AddressSize, out var start)
            || !common.Encoding.AsLength.TryRead(ref reader, Address, common.AddressSize, out var size)
            || size == 0 || unchecked(start + size) < start)
        {
            return null;
        }

        if (common.HasAugmentation)
        {
            reader.Skip((long)Math.Min(reader.ReadUleb128(), int.MaxValue));
        }

        return reader.Failed || reader.Position > end ? null : new FrameDescription(start, size, common, reader.Position..end);
    }

    private CommonFrameInformation? GetCommon(int offset)
    {
        if (!_common.TryGetValue(offset, out var common))
        {
            common = TryReadHead(offset, out var reader, out var end, out var other) && other is null ? ReadCommon(reader, end) : null;
            _common.TryAdd(offset, common);
        }

        return common;
    }

    private CommonFrameInformation? ReadCommon(SpanReader reader, int end)
    {
        var version = reader.ReadByte();
        var augmentation = reader.ReadCString();
        int addressSize = _file.Header.Is64 ? 8 : 4;
        if (version == 4)
        {
            addressSize = reader.ReadByte();
            reader.Skip(1); // size of a segment selector
        }

        var codeAlignment = reader.ReadUleb128();
        var dataAlignment = reader.ReadSleb128();
        var returnRegister = version == 1 ? reader.ReadByte() : reader.ReadUleb128();
        var (encoding, isSignal) = (PointerEncoding.Absolute, false);
        var hasAugmentation = augmentation is [(byte)'z', ..];
        if (hasAugmentation)
        {
            var length = reader.ReadUleb128();
            var programStart = reader.Position + (int)Math.Min(length, int.MaxValue / 2);
            if (!TryReadAugmentation(ref reader, augmentation[1..], addressSize, ref encoding, out isSignal))
            {
                return null;
            }

            reader.Seek(programStart);
        }

        return reader.Failed || reader.Position > end || version is not (1 or 3 or 4) || addressSize is not (4 or 8)
            || !(hasAugmentation || augmentation.IsEmpty)
            ? null
            : new CommonFrameInformation(codeAlignment, dataAlignment, returnRegister, encoding, addressSize, hasAugmentation, isSignal,
                reader.Position..end);
    }

    private static bool TryReadAugmentation(
        ref SpanReader reader, ReadOnlySpan<byte> letters, int addressSize, ref PointerEncoding encoding, out bool isSignal)
    {
        isSignal = false;
        foreach (var letter in letters)
        {
            switch (letter)
            {
                case (byte)'R':
                    encoding = new PointerEncoding(reader.ReadByte());
                    break;
                case (byte)'L':
                    reader.ReadByte();
                    break;
                case (byte)'P':
                    new PointerEncoding(reader.ReadByte()).Skip(ref reader, addressSize);
                    break;
                case (byte)'S':
                    isSignal = true;
                    break;
                case (byte)'B' or (byte)'G':
                    break; // return addresses are signed, or memory is tagged: both are undone where addresses are read
                default:
                    return false;
            }
        }

        return !reader.Failed;
    }
}
