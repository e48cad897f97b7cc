namespace PerfHarness.Formats.PerfData;

/// <summary>A part of the file, in bytes from its start.</summary>
internal readonly record struct FileSection(ulong Offset, ulong Size)
{
    /// <summary>The part that is in a file of the given length; a false offset or size gives an empty one.</summary>
    public FileSection ClampTo(long fileLength)
    {
        var length = (ulong)Math.Max(0, fileLength);
        return Offset >= length ? new FileSection(length, 0) : new FileSection(Offset, Math.Min(Size, length - Offset));
    }
}
