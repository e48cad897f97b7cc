using System.Globalization;

namespace PerfHarness.Formats.IO;

/// <summary>Replaces a file at once: whoever reads, and whatever ends the writer, sees the old bytes or the new ones.</summary>
internal static class AtomicFile
{
    public static async Task WriteAsync(string path, byte[] bytes, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(path)!;
        var random = Random.Shared.NextInt64().ToString("x", CultureInfo.InvariantCulture);
        var temporary = Path.Combine(folder, $".{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{random}.tmp");
        try
        {
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            FolderLock.Flush(folder);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
