using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Tests.IO;

public sealed class ByteTableTests
{
    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(0)]
    public void Equal_bytes_have_one_number_and_others_another(ulong hashMask)
    {
        var random = new Random(3);
        var table = new ByteTable(hashMask);
        var expected = new Dictionary<string, int>();
        for (var i = 0; i < 3000; i++)
        {
            var bytes = new byte[random.Next(100)];
            Array.Fill(bytes, (byte)random.Next(8));
            var known = expected.TryGetValue(Convert.ToHexString(bytes), out var number);
            Assert.Equal(known ? number : -1, table.Find(bytes));
            number = table.GetOrAdd(bytes, out var added);
            Assert.Equal(!known, added);
            Assert.Equal(number, known ? expected[Convert.ToHexString(bytes)] : expected.Count);
            expected[Convert.ToHexString(bytes)] = number;
            Assert.Equal(bytes, table[number]);
        }

        Assert.Equal((expected.Count, expected.Keys.Sum(key => key.Length / 2)), (table.Count, table.Size));
        Assert.Equal(expected.Count, table.Append("x"u8));
        Assert.Equal(-1, table.Find("x"u8));
    }

    [Fact]
    public void Every_byte_and_every_length_changes_the_hash()
    {
        var seen = new HashSet<ulong>();
        for (var length = 0; length <= 200; length++)
        {
            var bytes = new byte[length];
            Assert.True(seen.Add(TextHash.Compute(bytes)));
            for (var i = 0; i < length; i++)
            {
                bytes[i] = 1;
                Assert.True(seen.Add(TextHash.Compute(bytes)));
                bytes[i] = 0;
            }
        }
    }
}
