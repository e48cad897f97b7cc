using System.Buffers.Binary;
using PerfHarness.Formats.Unwinding;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.Unwinding;

[TimeLimit(60)]
public sealed class FrameStepTests
{
    private const int FramePointer = 6;
    private const int StackPointer = 7;
    private const int ReturnAddress = 16;
    private const ulong Start = 0x7fff_0000;

    [Fact]
    public void A_saved_register_is_read_from_the_stack_and_a_callers_own_are_forgotten()
    {
        var row = Row(16, (ReturnAddress, -8), (FramePointer, -16));
        var (result, caller) = Apply(row, [0xb0, 0x4010], (0, 1), (FramePointer, 2), (12, 3));
        Assert.Equal(FrameStepResult.Caller, result);
        Assert.Equal((0x4010ul, Start + 16, 0xb0ul, 3ul), (caller.Get(ReturnAddress), caller.Get(StackPointer), caller.Get(FramePointer), caller.Get(12)));
        Assert.False(caller.TryGet(0, out _));
    }

    [Fact]
    public void A_register_whose_place_is_below_the_stack_pointer_has_been_restored()
    {
        // At the ret of a function whose table still says where rbp was saved.
        var (result, caller) = Apply(Row(8, (ReturnAddress, -8), (FramePointer, -16)), [0x4010], (FramePointer, 2));
        Assert.Equal((FrameStepResult.Caller, 2ul), (result, caller.Get(FramePointer)));
    }

    [Fact]
    public void No_return_address_is_the_threads_first_function()
    {
        var undefined = new UnwindRow(new FrameRule(FrameRuleKind.InRegister, 8, StackPointer), [(ReturnAddress, new FrameRule(FrameRuleKind.Undefined))], ReturnAddress, false);
        Assert.Equal(FrameStepResult.Root, Apply(undefined, [0x4010]).Result);
        Assert.Equal(FrameStepResult.Root, Apply(Row(8, (ReturnAddress, -8)), [0]).Result);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-64)]
    public void A_frame_address_that_does_not_grow_ends_the_stack(long offset)
    {
        var row = new UnwindRow(new FrameRule(FrameRuleKind.InRegister, offset, StackPointer), [(ReturnAddress, new FrameRule(FrameRuleKind.SameValue))], ReturnAddress, false);
        Assert.Equal(FrameStepResult.Unknown, Apply(row, [0x4010], (ReturnAddress, 0x4010)).Result);
    }

    [Fact]
    public void What_is_beyond_the_copy_is_said()
    {
        var stack = new StackCopy(Start, new byte[16]);
        Assert.False(stack.TryRead(Start - 8, out _));
        Assert.False(stack.TryRead(Start + (1ul << 40), out _));
        Assert.False(stack.IsExhausted);
        Assert.True(stack.TryRead(Start + 8, out _));
        Assert.False(stack.TryRead(Start + 9, out _));
        Assert.True(stack.IsExhausted);
        Assert.False(stack.TryRead(ulong.MaxValue - 3, out _));
    }

    [Fact]
    public void An_unknown_register_that_the_frame_depends_on_ends_the_stack() =>
        Assert.Equal(FrameStepResult.Unknown, Apply(new UnwindRow(new FrameRule(FrameRuleKind.InRegister, 8, 10), [(ReturnAddress, new FrameRule(FrameRuleKind.AtOffset, -8))], ReturnAddress, false), [1]).Result);

    [Fact]
    public void The_frames_of_arm64_are_linked_and_their_signatures_removed()
    {
        var machine = UnwindMachine.Arm64;
        var words = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(words.AsSpan(32), Start + 48);
        BinaryPrimitives.WriteUInt64LittleEndian(words.AsSpan(40), 0x00ab_0000_0040_1234);
        var registers = default(RegisterValues);
        registers.Set(29, Start + 32);
        registers.Set(30, 0x4000);
        registers.Set(31, Start);
        registers.Set(32, 0x3000);
        var stack = new StackCopy(Start, words);

        // A leaf that has not saved its return address, then its caller.
        Assert.Equal(FrameStepResult.Caller, FrameStep.Apply(machine.Called, machine, ref registers, ref stack));
        Assert.Equal((0x4000ul, Start), (registers.Get(32), registers.Get(31)));
        Assert.Equal(FrameStepResult.Caller, FrameStep.Apply(machine.Linked, machine, ref registers, ref stack));
        Assert.Equal((0x401234ul, Start + 48), (registers.Get(32), registers.Get(29)));
        Assert.False(registers.TryGet(31, out _));
    }

    [Theory]
    [InlineData(0, false)] // stp x29, x30, [sp, #-32]!
    [InlineData(4, false)] // mov x29, sp
    [InlineData(8, true)] // str x19, [sp, #24]
    [InlineData(12, true)] // ldr x19, [sp, #24]
    [InlineData(16, true)] // ldp x29, x30, [sp], #32
    [InlineData(20, false)] // ret
    public void An_arm64_frame_is_linked_between_its_first_and_last_instructions(int offset, bool isLinked)
    {
        uint[] code = [0xa9be7bfd, 0x910003fd, 0xf9000ff3, 0xf9400ff3, 0xa8c27bfd, 0xd65f03c0];
        var bytes = new byte[code.Length * 4];
        Buffer.BlockCopy(code, 0, bytes, 0, bytes.Length);
        Assert.Equal(isLinked, Arm64Frames.Find(bytes, offset) == Arm64Frames.Linked);
    }

    [Fact]
    public void Registers_are_taken_in_the_kernels_order()
    {
        // rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp, rip, flags, cs, ss, r8 to r15: what perf asks for.
        var values = Enumerable.Range(0, 20).Select(i => (ulong)i).ToArray();
        var registers = UnwindMachine.X64.Read(0xff0fff, values);
        Assert.Equal([0, 3, 2, 1, 4, 5, 6, 7, 12, 13, 14, 15, 16, 17, 18, 19, 8], Enumerable.Range(0, 17).Select(registers.Get));
        Assert.False(UnwindMachine.X64.Read(0, values).TryGet(7, out _));
        Assert.Equal(2ul, UnwindMachine.Arm64.Read(ulong.MaxValue, [0, 1, 2]).Get(2));
    }

    private static UnwindRow Row(long frameOffset, params (int Register, long Offset)[] saved) => new(
        new FrameRule(FrameRuleKind.InRegister, frameOffset, StackPointer),
        [.. saved.Select(s => (s.Register, new FrameRule(FrameRuleKind.AtOffset, s.Offset)))], ReturnAddress, IsSignalFrame: false);

    private static (FrameStepResult Result, RegisterValues Caller) Apply(UnwindRow row, ulong[] words, params (int Register, ulong Value)[] values)
    {
        var registers = default(RegisterValues);
        registers.Set(StackPointer, Start);
        foreach (var (register, value) in values)
        {
            registers.Set(register, value);
        }

        var memory = new byte[words.Length * 8];
        Buffer.BlockCopy(words, 0, memory, 0, memory.Length);
        var stack = new StackCopy(Start, memory);
        return (FrameStep.Apply(row, UnwindMachine.X64, ref registers, ref stack), registers);
    }
}
