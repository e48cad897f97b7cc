using Microsoft.Win32.SafeHandles;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.IO;

/// <summary>
/// A temporary file without a name: created, unlinked at once, and gone with its last handle even after a kill -9.
/// Takes what cannot be mapped as it is (standard input, decompressed records) so that readers only know mapped files.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _label;

    /// <param name="label">What the bytes are, for messages.</param>
    /// <exception cref="InputException">The temporary folder cannot be written to.</exception>
    public SpoolFile(string label)
    {
        _label = label;
        var path = Path.Combine(Path.GetTempPath(), $".perfharness-{Guid.NewGuid():N}");
        try
        {
            _handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CreateWriteException(e);
        }
    }

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, Length);
            Length += bytes.Length;
        }
        catch (IOException e)
        {
            throw CreateWriteException(e);
        }
    }

    /// <summary>All of a stream, such as standard input, as a mapped file.</summary>
    public static MappedFile MapStream(Stream stream, string label)
    {
        using var spool = new SpoolFile(label);
        var buffer = new byte[1 << 18];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            spool.Write(buffer.AsSpan(0, read));
        }

        return spool.Map();
    }

    /// <summary>What was written, mapped; it lives as long as the mapping.</summary>
    public MappedFile Map() => MappedFile.Map(_label, _handle);

    public void Dispose() => _handle.Dispose();

    private InputException CreateWriteException(Exception e) =>
        new(DiagnosticCodes.OutputNotWritable, $"cannot write {_label} to the temporary folder '{Path.GetTempPath()}': {e.Message}",
            "Set TMPDIR to a folder with enough free space.", null, e);
}
