using System.Reflection.PortableExecutable;
using PerfHarness.Formats.ReadyToRun;

namespace PerfHarness.Formats.Tests.ReadyToRun;

public sealed class CallInstructionTests
{
    // As objdump -d shows them; padded in front with bytes that mean nothing.
    [Theory]
    [InlineData("e8 11 22 33 44", true)] // call rel32
    [InlineData("ff d0", true)] // call rax
    [InlineData("41 ff d3", true)] // call r11
    [InlineData("ff 10", true)] // call [rax]
    [InlineData("ff 14 24", true)] // call [rsp]
    [InlineData("ff 50 08", true)] // call [rax+8]
    [InlineData("ff 54 24 08", true)] // call [rsp+8]
    [InlineData("ff 15 11 22 33 44", true)] // call [rip+disp32]
    [InlineData("ff 90 11 22 33 44", true)] // call [rax+disp32]
    [InlineData("ff 94 24 11 22 33 44", true)] // call [rsp+disp32]
    [InlineData("ff 25 11 22 33 44", false)] // jmp [rip+disp32]
    [InlineData("ff e0", false)] // jmp rax
    [InlineData("e9 11 22 33 44", false)] // jmp rel32
    [InlineData("48 8b 45 f8", false)] // mov rax, [rbp-8]
    [InlineData("90 90", false)]
    public void A_call_is_recognized_by_the_bytes_before_its_return_address(string code, bool isCall)
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xcc, 7), .. Convert.FromHexString(code.Replace(" ", "", StringComparison.Ordinal))];
        Assert.Equal(isCall, CallInstruction.IsBefore(bytes, Machine.Amd64));
    }

    [Theory]
    [InlineData("01 00 00 94", true)] // bl
    [InlineData("00 01 3f d6", true)] // blr x8
    [InlineData("00 01 1f d6", false)] // br x8
    [InlineData("01 00 00 14", false)] // b
    public void So_is_one_of_arm64(string code, bool isCall) =>
        Assert.Equal(isCall, CallInstruction.IsBefore(Convert.FromHexString(code.Replace(" ", "", StringComparison.Ordinal)), Machine.Arm64));

    [Fact]
    public void Too_few_bytes_and_other_machines_have_no_calls()
    {
        Assert.False(CallInstruction.IsBefore([0xff, 0xd0], Machine.Amd64));
        Assert.False(CallInstruction.IsBefore([], Machine.Arm64));
        Assert.False(CallInstruction.IsBefore([0, 0, 0xe8, 1, 2, 3, 4], Machine.I386));
    }
}
