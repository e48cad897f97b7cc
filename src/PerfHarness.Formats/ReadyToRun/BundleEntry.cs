namespace PerfHarness.Formats.ReadyToRun;

/// <summary>An uncompressed assembly inside a single-file application.</summary>
/// <param name="Offset">Where its PE starts in the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Path">Its file name, as it was next to the program before bundling.</param>
internal readonly record struct BundleEntry(long Offset, long Length, string Path)
{
    public string SimpleName => System.IO.Path.GetFileNameWithoutExtension(Path);
}
