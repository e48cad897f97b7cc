using PerfHarness.Formats.IO;
using PerfHarness.Formats.Jit;

namespace PerfHarness.Recording;

/// <summary>
/// The perf map that another process writes. It is opened as soon as it is there, so that it can still be read when the
/// process and its file system are gone.
/// </summary>
internal sealed class ForeignPerfMap(string path) : IDisposable
{
    private const int CopyBufferBytes = 256 * 1024;

    private UntrustedFile? _file;

    public string Path { get; } = path;

    /// <summary>The file was there before us, and stays.</summary>
    public bool Existed { get; } = File.Exists(path);

    /// <summary>The user who owns the opened file.</summary>
    public uint? OwnerId => _file?.OwnerId;

    public bool TryOpen() => (_file = UntrustedFile.TryOpen(Path)) is not null;

    public void CopyTo(string target)
    {
        using var copy = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[CopyBufferBytes];
        for (var position = 0L; position < PerfMapReader.MaxLength;)
        {
            var read = RandomAccess.Read(_file!.Handle, buffer, position);
            if (read == 0)
            {
                break;
            }

            copy.Write(buffer.AsSpan(0, read));
            position += read;
        }
    }

    /// <summary>Removes the file, unless it was there before us.</summary>
    public void Remove()
    {
        if (Existed)
        {
            return;
        }

        try
        {
            File.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // If its container is gone, so is the file; in a folder that we may not write to it stays.
            _ = e;
        }
    }

    public void Dispose() => _file?.Dispose();
}
