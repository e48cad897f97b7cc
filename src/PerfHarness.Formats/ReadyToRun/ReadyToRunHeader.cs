using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// <code>
/// u32 'RTR\0'  u16 major  u16 minor  | u32 flags  u32 section count  { u32 type  u32 rva  u32 size }…
///                                    └ a component of a composite image has only this part
/// </code>
/// </summary>
internal sealed class ReadyToRunHeader
{
    private const uint Signature = 0x00525452;
    private const int MaxSections = 256;
    private readonly List<(uint Type, uint Rva, uint Size)> _sections = [];

    private ReadyToRunHeader(ushort major, ushort minor) => (Major, Minor) = (major, minor);

    public ushort Major { get; }

    public ushort Minor { get; }

    public bool IsCorrupt { get; private set; }

    /// <summary>The image has the code of several assemblies and none of its own.</summary>
    public bool IsComposite => FindSection(ReadyToRunSectionType.ComponentAssemblies) >= 0;

    public bool IsAtLeast(int major, int minor) => Major > major || (Major == major && Minor >= minor);

    /// <summary>The header of the image, or null where there is none.</summary>
    public static ReadyToRunHeader? Find(PeFile pe)
    {
        var native = pe.Headers.CorHeader?.ManagedNativeHeaderDirectory ?? default;
        return Read(pe, (uint)native.RelativeVirtualAddress, (uint)native.Size) ?? Read(pe, FindExportedHeader(pe), 0x1000);
    }

    /// <summary>The shorter header of a component of a composite image.</summary>
    public static ReadyToRunHeader ReadComponent(PeFile pe, uint rva, uint size, ReadyToRunHeader owner)
    {
        var header = new ReadyToRunHeader(owner.Major, owner.Minor);
        header.ReadSections(new SpanReader(pe.GetBytes(rva, size)));
        return header;
    }

    /// <summary>The section's bytes, or empty where the image has none.</summary>
    public ReadOnlySpan<byte> GetSection(PeFile pe, ReadyToRunSectionType type, out uint rva)
    {
        rva = 0;
        if (FindSection(type) is not (>= 0 and var index))
        {
            return default;
        }

        var section = _sections[index];
        rva = section.Rva;
        var bytes = pe.GetBytes(section.Rva, section.Size);
        IsCorrupt |= bytes.Length < section.Size;
        return bytes;
    }

    private static ReadyToRunHeader? Read(PeFile pe, uint rva, uint size)
    {
        var reader = new SpanReader(rva == 0 ? default : pe.GetBytes(rva, size));
        if (reader.ReadUInt32() != Signature || reader.Failed)
        {
            return null;
        }

        var header = new ReadyToRunHeader(reader.ReadUInt16(), reader.ReadUInt16());
        header.ReadSections(reader);
        return header;
    }

    private void ReadSections(SpanReader reader)
    {
        reader.Skip(4); // flags
        var count = reader.ReadUInt32();
        for (var i = 0; i < Math.Min(count, MaxSections) && !reader.Failed; i++)
        {
            var (type, rva, size) = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32());
            if (!reader.Failed)
            {
                _sections.Add((type, rva, size));
            }
        }

        IsCorrupt |= reader.Failed || count > MaxSections;
    }

    // The first of the type, or -1.
    private int FindSection(ReadyToRunSectionType type)
    {
        for (var i = 0; i < _sections.Count; i++)
        {
            if (_sections[i].Type == (uint)type)
            {
                return i;
            }
        }

        return -1;
    }

    // A composite image exports its header as RTR_HEADER; its COR header is only there for tools.
    private static uint FindExportedHeader(PeFile pe)
    {
        var directory = pe.Headers.PEHeader?.ExportTableDirectory ?? default;
        var reader = new SpanReader(pe.GetBytes((uint)directory.RelativeVirtualAddress, 40));
        reader.Skip(20);
        var (_, nameCount, functions, names, ordinals) = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32(),
            reader.ReadUInt32());
        for (uint i = 0; i < Math.Min(nameCount, 64) && !reader.Failed; i++)
        {
            var name = new SpanReader(pe.GetBytes(new SpanReader(pe.GetBytes(names + (i * 4), 4)).ReadUInt32(), 64)).ReadCString();
            if (name.SequenceEqual("RTR_HEADER"u8))
            {
                uint ordinal = new SpanReader(pe.GetBytes(ordinals + (i * 2), 2)).ReadUInt16();
                return new SpanReader(pe.GetBytes(functions + (ordinal * 4), 4)).ReadUInt32();
            }
        }

        return 0;
    }
}
