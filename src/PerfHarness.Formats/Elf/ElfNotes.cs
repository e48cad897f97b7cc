using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Elf;

/// <summary>Notes: entries of (name size, description size, type, name padded to 4, description padded to 4).</summary>
internal static class ElfNotes
{
    private const uint GnuBuildId = 3;

    /// <summary>The GNU build id among the notes of a block, such as a PT_NOTE segment or <c>/sys/kernel/notes</c>.</summary>
    public static BuildId? Find(ReadOnlySpan<byte> notes, bool bigEndian)
    {
        var reader = new SpanReader(notes, bigEndian);
        while (reader.Remaining >= 12)
        {
            var (nameSize, size, type) = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32());
            var name = reader.ReadBytes(nameSize);
            reader.Skip(Math.Min(GetPadding(nameSize), reader.Remaining));
            var description = reader.ReadBytes(size);
            reader.Skip(Math.Min(GetPadding(size), reader.Remaining));
            if (reader.Failed)
            {
                return null;
            }

            if (type == GnuBuildId && name.SequenceEqual("GNU\0"u8))
            {
                return BuildId.From(description);
            }
        }

        return null;
    }

    private static int GetPadding(uint size) => (int)(-size & 3);
}
