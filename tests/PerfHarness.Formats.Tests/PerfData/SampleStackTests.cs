using PerfHarness.Formats.PerfData;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.PerfData;

[TimeLimit(60)]
public sealed class SampleStackTests
{
    private static readonly EventAttribute Attribute = new()
    {
        SampleFields = SampleFields.Ip | SampleFields.Tid | SampleFields.Callchain | SampleFields.Raw | SampleFields.BranchStack
            | SampleFields.UserRegisters | SampleFields.UserStack,
        UserRegisterMask = 0b111,
        StackCopySize = 16,
    };

    // ip, pid and tid, no callchain, 4 bytes of raw data, one branch, the ABI and three registers, 16 bytes of stack of which 8 are used.
    private static readonly ulong[] Words = [0x4000, 7, 0, 4, 1, 0xa, 0xb, 0, 2, 0x10, 0x20, 0x30, 16, 0x1111, 0x2222, 8];

    [Fact]
    public void Registers_and_stack_come_after_whatever_else_a_sample_has()
    {
        Assert.True(TryDecode(Words, out var sample));
        Assert.Equal([0x10ul, 0x20, 0x30], sample.UserRegisters.ToArray());
        Assert.Equal(BitConverter.GetBytes(0x1111ul), sample.UserStack.ToArray());
        Assert.True(sample.Is64Bit);
        Assert.Equal(3, sample.BranchStack.Length);
    }

    [Fact]
    public void A_thread_of_the_kernel_has_neither()
    {
        Assert.True(TryDecode([0x4000, 7, 0, 4, 0, 0, 0], out var sample));
        Assert.True(sample.UserRegisters.IsEmpty && sample.UserStack.IsEmpty);
    }

    [Fact]
    public void Every_truncated_sample_is_refused()
    {
        for (var length = 0; length < Words.Length; length++)
        {
            Assert.False(TryDecode(Words[..length], out _), $"{length} words");
        }
    }

    [Theory]
    [InlineData(3, ulong.MaxValue)] // the raw data's length
    [InlineData(4, ulong.MaxValue)] // the number of branches
    [InlineData(12, ulong.MaxValue)] // the stack's size
    [InlineData(12, 17ul)]
    [InlineData(12, 24ul)]
    public void Lengths_that_the_sample_does_not_have_are_refused(int word, ulong value)
    {
        var words = Words.ToArray();
        words[word] = value;
        Assert.False(TryDecode(words, out _));
    }

    [Fact]
    public void More_is_never_used_of_the_stack_than_there_is()
    {
        var words = Words.ToArray();
        words[^1] = ulong.MaxValue;
        Assert.True(TryDecode(words, out var sample));
        Assert.Equal(16, sample.UserStack.Length);
    }

    private static bool TryDecode(ulong[] words, out SampleRecord sample)
    {
        var bytes = new byte[words.Length * 8];
        Buffer.BlockCopy(words, 0, bytes, 0, bytes.Length);
        return new SampleLayout(Attribute, 0).TryDecode(bytes, 2, out sample);
    }
}
