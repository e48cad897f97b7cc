using System.IO.Compression;
using System.Text;
using PerfHarness.Import;
using PerfHarness.Tests.Analysis;
using PerfHarness.Tests.Reports;

namespace PerfHarness.Tests.Import;

public sealed class InputDetectorTests
{
    [Theory]
    [InlineData("PERFILE2\0\0", InputFormat.PerfData)]
    [InlineData("t 14987  1464.094170:    1003009 cpu-clock:ppp: \n\t 12 f (/t)\n\n", InputFormat.PerfScript)]
    [InlineData("# ========\n# captured on    : Fri\n# ========\n#\nt 14987  1464.094170: cycles: \n", InputFormat.PerfScript)]
    [InlineData("   t 15016  1466.273975:  1 page-faults:  ffff elf_load+0x28a ([kernel.kallsyms])\n", InputFormat.PerfScript)]
    [InlineData("bench;main;work 12\nbench;main 3\n", InputFormat.Folded)]
    [InlineData("main 12\n", InputFormat.Folded)]
    [InlineData("a;b 1.5\r\na;c 2 3\r\n", InputFormat.Folded)]
    [InlineData("bench 12;main 5\n", InputFormat.Folded)]
    [InlineData("hello world\n", InputFormat.Unknown)]
    [InlineData("{\"a\": 1}\n", InputFormat.Unknown)]
    [InlineData("", InputFormat.Unknown)]
    [InlineData("\u007fELF\u0002\u0001\0\0", InputFormat.Unknown)]
    internal void A_format_is_recognized_by_its_first_bytes(string text, InputFormat expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(expected, InputDetector.Detect(bytes));
        Assert.Equal(expected, InputDetector.Detect(Gzip(bytes), out var gzipped));
        Assert.Equal(bytes.Length > 0, gzipped);
    }

    [Fact]
    public void Pprof_is_recognized_with_and_without_compression_and_by_a_prefix()
    {
        var zipped = PprofWriterTests.Write(RandomProfile.Make(1, samples: 60_000));
        Assert.True(zipped.Length > InputDetector.HeadLength);
        Assert.Equal(InputFormat.Pprof, InputDetector.Detect(zipped.AsSpan(0, InputDetector.HeadLength)));
        using var plain = new MemoryStream();
        new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress).CopyTo(plain);
        Assert.Equal(InputFormat.Pprof, InputDetector.Detect(plain.ToArray().AsSpan(0, InputDetector.HeadLength)));
    }

    [Fact]
    public void A_pipe_that_was_looked_at_still_has_all_of_its_bytes()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"a;f{i} 1\n")));
        Assert.Equal(InputFormat.Folded, InputDetector.Detect(new MemoryStream(text), out var whole, out _));
        using var copy = new MemoryStream();
        whole.CopyTo(copy);
        Assert.Equal(text, copy.ToArray());
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return zipped.ToArray();
    }
}
