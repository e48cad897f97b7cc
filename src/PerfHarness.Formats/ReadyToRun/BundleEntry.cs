namespace PerfHarness.Formats.ReadyToRun;

/// <summary>An assembly that lies uncompressed inside a single-file program.</summary>
/// <param name="Offset">Where its PE begins in the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Path">Its file name, as it was beside the program before it was bundled.</param>
internal readonly record struct BundleEntry(long Offset, long Length, string Path)
{
    public string SimpleName => System.IO.Path.GetFileNameWithoutExtension(Path);
}
