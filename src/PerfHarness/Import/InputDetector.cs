using System.IO.Compression;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Folded;
using PerfHarness.Formats.PerfData;
using PerfHarness.Formats.PerfScript;
using PerfHarness.Formats.Pprof;

namespace PerfHarness.Import;

/// <summary>Recognises an input by its first bytes, never by its name. Text that is gzipped is looked at through the compression.</summary>
internal static class InputDetector
{
    /// <summary>Bytes that are looked at. Enough for the comment block of <c>perf script --header</c> and the first sample.</summary>
    public const int HeadLength = 1 << 16;

    public static InputFormat Detect(ReadOnlySpan<byte> head) => Detect(head, out _);

    /// <param name="gzipped">The format is inside of gzip.</param>
    public static InputFormat Detect(ReadOnlySpan<byte> head, out bool gzipped)
    {
        gzipped = head.StartsWith("\x1f\x8b"u8[..1]) && head.Length > 2 && head[1] == 0x8b;
        if (!gzipped)
        {
            return DetectPlain(head);
        }

        var inner = Inflate(head);
        return DetectPlain(inner);
    }

    /// <summary>Reads the head of a stream and gives back a stream that still has it, so that a pipe can be looked at.</summary>
    public static InputFormat Detect(Stream input, out Stream whole, out bool gzipped)
    {
        ArgumentNullException.ThrowIfNull(input);
        var head = new byte[HeadLength];
        var length = input.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false);
        whole = new PrefixedStream(head.AsMemory(0, length), input);
        return Detect(head.AsSpan(0, length), out gzipped);
    }

    /// <summary>The error for an input of no known format.</summary>
    public static InputException CreateUnrecognizedException(string file) => new(
        DiagnosticCodes.UnrecognizedInput,
        $"'{file}' is not a profile: it is not perf.data, perf script output, folded stacks or pprof",
        "Pass a file in one of these formats, or - for standard input.",
        file);

    private static InputFormat DetectPlain(ReadOnlySpan<byte> head)
    {
        if (PerfDataFile.HasMagic(head))
        {
            return InputFormat.PerfData;
        }

        if (head.Contains((byte)0))
        {
            return PprofReader.LooksLike(head) ? InputFormat.Pprof : InputFormat.Unknown;
        }

        return PerfScriptDetector.LooksLike(head) ? InputFormat.PerfScript
            : PprofReader.LooksLike(head) ? InputFormat.Pprof
            : FoldedReader.LooksLike(head) ? InputFormat.Folded
            : InputFormat.Unknown;
    }

    private static byte[] Inflate(ReadOnlySpan<byte> head)
    {
        var plain = new byte[HeadLength];
        var length = 0;
        try
        {
            using var gzip = new GZipStream(new MemoryStream(head.ToArray()), CompressionMode.Decompress);
            for (int read; length < plain.Length && (read = gzip.Read(plain, length, plain.Length - length)) > 0;)
            {
                length += read;
            }
        }
        catch (InvalidDataException)
        {
            // The head ends within the compressed data, or it is corrupt: what was decompressed until there has to suffice, and the
            // reader of the whole will say what is wrong.
        }

        return plain[..length];
    }
}
