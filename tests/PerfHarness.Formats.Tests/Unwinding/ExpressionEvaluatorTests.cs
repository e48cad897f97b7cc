using PerfHarness.Formats.Unwinding;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.Unwinding;

[TimeLimit(60)]
public sealed class ExpressionEvaluatorTests
{
    private const ulong Start = 0x7fff_0000;

    [Theory]
    // The PLT of x86-64: rsp + 8, and 8 more from the stub's second instruction on.
    [InlineData("77 08 80 00 3f 1a 3b 2a 33 24 22", 0x7fff_0008 + 8ul)]
    [InlineData("35", 5ul)]
    [InlineData("09 ff", ulong.MaxValue)]
    [InlineData("0b fe ff", ulong.MaxValue - 1)]
    [InlineData("11 7f", ulong.MaxValue)]
    [InlineData("0c 78 56 34 12", 0x12345678ul)]
    [InlineData("77 08 06", 0x1111ul)] // what is at rsp + 8
    [InlineData("77 08 94 01", 0x11ul)]
    [InlineData("32 33 14 1c 1c", 1ul)] // 2 - (3 - 2)
    [InlineData("31 32 33 17 1c 22", 2ul)] // 1 2 3 → 3 1 2 → 3 + (1 - 2)
    [InlineData("38 33 1b", 2ul)]
    [InlineData("38 33 1d", 2ul)]
    [InlineData("31 28 01 00 96 37", 7ul)] // a branch over nop
    [InlineData("31 2f 01 00 37", 1ul)]
    [InlineData("77 23 10", 0x7fff_0010ul)]
    [InlineData("31 1f 19", 1ul)]
    public void Operations_give_what_the_standard_says(string code, ulong value)
    {
        code = code == "77 23 10" ? "77 00 23 10" : code;
        Assert.True(TryEvaluate(Convert.FromHexString(code.Replace(" ", "")), null, out var result), code);
        Assert.Equal(value, result);
    }

    [Theory]
    [InlineData("")] // nothing left
    [InlineData("22")] // fewer operands than needed
    [InlineData("31 30 1b")] // division by zero
    [InlineData("31 2f fc ff")] // an endless loop
    [InlineData("31 12 2f fc ff")] // a stack without end
    [InlineData("70 00")] // a register that is not known
    [InlineData("08")] // a constant that is cut
    [InlineData("30 06")] // memory that is not the stack
    [InlineData("9f")] // an operation of another kind
    [InlineData("31 94 03")] // three bytes
    [InlineData("2f 00 80")]
    public void What_cannot_be_evaluated_fails(string code) =>
        Assert.False(TryEvaluate(Convert.FromHexString(code.Replace(" ", "")), null, out _), code);

    [Fact]
    public void Random_bytes_never_throw_and_always_end()
    {
        var random = new Random(20);
        var bytes = new byte[24];
        for (var round = 0; round < 200_000; round++)
        {
            random.NextBytes(bytes);
            TryEvaluate(bytes.AsSpan(0, random.Next(bytes.Length)), round % 2 == 0 ? Start : null, out _);
        }
    }

    private static bool TryEvaluate(ReadOnlySpan<byte> code, ulong? initial, out ulong value)
    {
        var registers = default(RegisterValues);
        registers.Set(7, Start);
        registers.Set(16, 0x401f); // in the second half of a stub
        var memory = new byte[64];
        (memory[8], memory[9]) = (0x11, 0x11);
        var stack = new StackCopy(Start, memory);
        return ExpressionEvaluator.TryEvaluate(code, registers, ref stack, initial, out value);
    }
}
