using PerfHarness.Formats.IO;
using PerfHarness.Formats.Jit;

namespace PerfHarness.Recording.Runtimes;

/// <summary>
/// The perf map that another process writes. It is opened as soon as it is there, so that it can still be read when the
/// process and its file system are gone. A runtime has one map: all recordings of the process share
/// the file by a shared lock, and only the last of them removes it.
/// </summary>
/// <param name="isEnabledByEnvironment">The process writes it anyway.</param>
internal sealed class ForeignPerfMap(string path, bool isEnabledByEnvironment) : IDisposable
{
    private const int CopyBufferBytes = 256 * 1024;

    private UntrustedFile? _file;
    private bool _isShared;

    public string Path { get; } = path;

    /// <summary>The file was there before any recording, and stays.</summary>
    public bool Existed { get; } = File.Exists(path) && (isEnabledByEnvironment || !IsOfAnotherRecording(path));

    public bool IsOpen => _file is not null;

    /// <summary>No other recording uses the map.</summary>
    public bool IsLastUser => !_isShared || _file!.TryTakeAlone();

    /// <summary>The user who owns the opened file.</summary>
    public uint? OwnerId => _file?.OwnerId;

    /// <summary>Opens the file and keeps other recordings from removing it.</summary>
    /// <returns>False if there is none, or if another recording is removing it just now.</returns>
    public bool TryShare()
    {
        _file?.Dispose();
        _file = UntrustedFile.TryOpen(Path);
        _isShared = _file is not null && _file.TryShare() && _file.IsStillThere();
        return _isShared;
    }

    public void CopyTo(string target) => Copy(_file!, target);

    /// <summary>Copies a map, as far as maps are read.</summary>
    public static void Copy(UntrustedFile map, string target)
    {
        using var copy = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[CopyBufferBytes];
        for (var position = 0L; position < PerfMapReader.MaxLength;)
        {
            var read = RandomAccess.Read(map.Handle, buffer, position);
            if (read == 0)
            {
                break;
            }

            copy.Write(buffer.AsSpan(0, read));
            position += read;
        }
    }

    /// <summary>Removes the file, unless it was there before any recording.</summary>
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

    private static bool IsOfAnotherRecording(string path)
    {
        using var map = UntrustedFile.TryOpen(path);
        return map is not null && !map.TryTakeAlone();
    }
}
