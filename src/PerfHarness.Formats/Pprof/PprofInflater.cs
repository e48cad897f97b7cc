using System.IO.Compression;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.Pprof;

/// <summary>Reads a whole pprof file, through gzip where it is compressed, within bounds.</summary>
internal static class PprofInflater
{
    private const long MaxSize = 1L << 30;

    /// <summary>Real profiles shrink to a fifth or a tenth. Below the floor any ratio is harmless.</summary>
    private const int MaxRatio = 200;

    private const long AlwaysAllowedSize = 64L << 20;

    /// <param name="error">Why decompression stopped, or null; what came before is returned.</param>
    /// <exception cref="InputException">The data is larger than a profile can be.</exception>
    public static byte[] Read(Stream input, string? file, out string? error)
    {
        var data = ReadAll(input, MaxSize, file);
        error = null;
        if (data.Length < 2 || data[0] != 0x1f || data[1] != 0x8b)
        {
            return data;
        }

        var limit = Math.Min(MaxSize, Math.Max(AlwaysAllowedSize, (long)data.Length * MaxRatio));
        using var plain = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(data), CompressionMode.Decompress);
        var buffer = new byte[1 << 16];
        try
        {
            for (int read; (read = gzip.Read(buffer)) > 0;)
            {
                plain.Write(buffer, 0, read);
                if (plain.Length > limit)
                {
                    throw CreateTooLargeException(file, limit);
                }
            }
        }
        catch (InvalidDataException e)
        {
            error = e.Message;
        }

        return plain.ToArray();
    }

    private static byte[] ReadAll(Stream input, long limit, string? file)
    {
        using var data = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = input.Read(buffer)) > 0;)
        {
            data.Write(buffer, 0, read);
            if (data.Length > limit)
            {
                throw CreateTooLargeException(file, limit);
            }
        }

        return data.ToArray();
    }

    private static InputException CreateTooLargeException(string? file, long limit) => new(
        DiagnosticCodes.CorruptHeader,
        string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"'{file}' decompresses to more than {limit >> 20} MiB, which is implausible for its size"),
        "Check where the file came from.",
        file);
}
