using FsCheck;
using FsCheck.Fluent;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.ReadyToRun;

namespace PerfHarness.Formats.Tests.ReadyToRun;

public sealed class NativeTableTests
{
    [Theory]
    [InlineData(new byte[] { 0x18 }, 12u)]
    [InlineData(new byte[] { 0xa1, 0x0f }, 1000u)]
    [InlineData(new byte[] { 0x03, 0x00, 0x10 }, 0x20000u)]
    [InlineData(new byte[] { 0x07, 0x00, 0x00, 0x10 }, 0x1000000u)]
    [InlineData(new byte[] { 0x0f, 0xff, 0xff, 0xff, 0xff }, uint.MaxValue)]
    public void Unsigned_integers_have_one_to_five_bytes(byte[] bytes, uint expected)
    {
        var reader = new SpanReader(bytes);
        Assert.Equal(expected, reader.ReadNativeUnsigned());
        Assert.Equal(bytes.Length, reader.Position);
    }

    [Theory]
    [InlineData(new byte[] { 0xfe }, -1)]
    [InlineData(new byte[] { 0x61, 0xf0 }, -1000)]
    [InlineData(new byte[] { 0x03, 0x00, 0xf0 }, -131072)]
    [InlineData(new byte[] { 0x07, 0x00, 0x00, 0xf0 }, -0x1000000)]
    [InlineData(new byte[] { 0x0f, 0xfe, 0xff, 0xff, 0xff }, -2)]
    public void Signed_integers_extend_their_sign(byte[] bytes, int expected)
    {
        var reader = new SpanReader(bytes);
        Assert.Equal(expected, reader.ReadNativeSigned());
    }

    [Fact]
    public void Any_bytes_as_an_array_end_and_stay_inside()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            var array = new NativeArray(bytes);
            for (var i = -1; i <= Math.Min(array.Count, 4096); i++)
            {
                if (array.TryGet(i, out var offset) && (uint)offset >= (uint)bytes.Length)
                {
                    return false;
                }
            }

            return array.Count <= bytes.Length * 16;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_bytes_as_a_hashtable_end_and_stay_inside()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            var entries = new List<int>();
            NativeHashtable.TryReadEntries(bytes, entries);
            return entries.Count <= bytes.Length && entries.TrueForAll(e => e >= 0 && e < bytes.Length);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_hashtable_whose_entries_point_at_themselves_is_walked_once()
    {
        // One bucket [2, 8) with three entries, each of which points back to the start.
        byte[] table = [0x00, 0x02, 0x08, 0x11, 0xfc, 0x22, 0xf8, 0x33, 0xf4];
        var entries = new List<int>();
        Assert.True(NativeHashtable.TryReadEntries(table, entries));
        Assert.Equal([2, 2, 2], entries);
    }

    [Fact]
    public void A_signature_that_nests_without_end_fails()
    {
        var nested = new SignatureReader([.. Enumerable.Repeat(ElementType.SzArray, 100_000)]);
        InstanceEntryPointType.Read(ref nested, null, null, null);
        Assert.True(nested.Failed);

        // GenericInst of GenericInst of … each with many arguments: the budget ends it.
        var wide = new SignatureReader([.. Enumerable.Repeat((byte[])[ElementType.GenericInst, ElementType.Object, 0x7f], 5000).SelectMany(b => b)]);
        InstanceEntryPointType.Read(ref wide, null, null, null);
        Assert.True(wide.Failed);
    }
}
