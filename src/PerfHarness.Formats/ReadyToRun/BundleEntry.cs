namespace PerfHarness.Formats.ReadyToRun;

/// <summary>An assembly inside a single-file application.</summary>
/// <param name="Offset">Where its PE, or what it was compressed to, starts in the file.</param>
/// <param name="Length">Bytes of the PE.</param>
/// <param name="Path">Its file name, as it was next to the program before bundling.</param>
/// <param name="CompressedLength">Bytes in the file, where they are compressed; 0 where they are not.</param>
internal readonly record struct BundleEntry(long Offset, long Length, string Path, long CompressedLength = 0)
{
    public string SimpleName => System.IO.Path.GetFileNameWithoutExtension(Path);

    public bool IsCompressed => CompressedLength != 0;
}
