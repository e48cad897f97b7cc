using System.Globalization;

namespace PerfHarness.Formats.IO;

/// <summary>
/// Replaces a file at once: a reader sees the old bytes or the new ones, never a part of them, however the writer ends and
/// another writer of the file at the same time.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Also survives a power failure: returns when the file and its place in the folder are on the disk.</summary>
    public static async Task WriteAsync(string path, byte[] bytes, CancellationToken cancellation)
    {
        var temporary = GetTemporaryPath(path);
        try
        {
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            FolderLock.Flush(Path.GetDirectoryName(path)!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Does not wait for the disk: for output that can be made again.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = GetTemporaryPath(path);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static string GetTemporaryPath(string path)
    {
        var random = Random.Shared.NextInt64().ToString("x", CultureInfo.InvariantCulture);
        return Path.Combine(Path.GetDirectoryName(path)!, $".{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{random}.tmp");
    }
}
