using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Tests;

public sealed class SpanReaderTests
{
    [Fact]
    public void Reads_past_the_end_give_zero_and_stay_failed()
    {
        var reader = new SpanReader([1, 2, 3]);
        Assert.Equal(0u, reader.ReadUInt32());
        Assert.True(reader.Failed);
        Assert.Equal(0, reader.ReadByte());
    }

    [Fact]
    public void Leb128_beyond_64_bits_fails()
    {
        var reader = new SpanReader([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
        Assert.Equal(0ul, reader.ReadUleb128());
        Assert.True(reader.Failed);
    }

    [Theory]
    [InlineData(new byte[] { 0x7f }, -1)]
    [InlineData(new byte[] { 0x80, 0x7f }, -128)]
    [InlineData(new byte[] { 0xff, 0x00 }, 127)]
    public void Signed_leb128_extends_the_sign(byte[] bytes, long expected) => Assert.Equal(expected, new SpanReader(bytes).ReadSleb128());
}
