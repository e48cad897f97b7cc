using System.Numerics;
using PerfHarness.Formats.Elf;

namespace PerfHarness.Formats.Unwinding;

/// <summary>
/// The registers of an architecture: their DWARF numbers, and the order in which the kernel records them (one bit each in
/// <c>sample_regs_user</c>, arch/*/include/uapi/asm/perf_regs.h).
/// </summary>
internal sealed class UnwindMachine
{
    private const ulong Arm64UserAddresses = (1ul << 48) - 1;
    private readonly int[] _dwarfNumbers;
    private readonly ulong _addresses;

    private UnwindMachine(ElfMachine machine, int[] dwarfNumbers, ulong addresses) =>
        (Machine, _dwarfNumbers, _addresses) = (machine, dwarfNumbers, addresses);

    /// <summary>rax 0, rdx 1, rcx 2, rbx 3, rsi 4, rdi 5, rbp 6, rsp 7, r8 to r15; the return address is 16.</summary>
    public static UnwindMachine X64 { get; } = new(ElfMachine.X64,
        [0, 3, 2, 1, 4, 5, 6, 7, 16, -1, -1, -1, -1, -1, -1, -1, 8, 9, 10, 11, 12, 13, 14, 15], ulong.MaxValue)
    {
        ProgramCounter = 16, StackPointer = 7, FramePointer = 6, CallerSavedRegisters = 0b0000_1111_0011_0111,
        Linked = X64Frames.Linked, Called = X64Frames.Called(),
    };

    /// <summary>x0 to x30 (x29 is the frame pointer, x30 the link register), sp 31.</summary>
    public static UnwindMachine Arm64 { get; } = new(ElfMachine.Arm64, [.. Enumerable.Range(0, 33)], Arm64UserAddresses)
    {
        ProgramCounter = 32, StackPointer = 31, FramePointer = 29, LinkRegister = 30, CallerSavedRegisters = (1ul << 19) - 1,
        Linked = Arm64Frames.Linked, Called = Arm64Frames.Called,
    };

    public ElfMachine Machine { get; }

    public required int ProgramCounter { get; init; }

    public required int StackPointer { get; init; }

    public required int FramePointer { get; init; }

    /// <summary>The register that a call puts its return address into; null where that is the stack.</summary>
    public int? LinkRegister { get; init; }

    /// <summary>Registers that a function may change without saving them, one bit each.</summary>
    public required ulong CallerSavedRegisters { get; init; }

    /// <summary>The row for the body of a function that keeps the frame pointer.</summary>
    public required UnwindRow Linked { get; init; }

    /// <summary>The row for a function's first instruction.</summary>
    public required UnwindRow Called { get; init; }

    /// <summary>The row for an instruction of generated code, which has no call frame information.</summary>
    /// <param name="code">The whole function.</param>
    /// <param name="offset">Of the instruction that is next.</param>
    public UnwindRow Find(ReadOnlySpan<byte> code, int offset) =>
        Machine == ElfMachine.X64 ? X64Frames.Find(code, offset) : Arm64Frames.Find(code, offset);

    /// <summary>Null for an architecture whose stacks are not unwound.</summary>
    /// <param name="name">As <c>uname -m</c> gives it.</param>
    public static UnwindMachine? Find(string? name) => name switch
    {
        "x86_64" or "amd64" => X64,
        "aarch64" or "arm64" => Arm64,
        _ => null,
    };

    /// <summary>An address without the signature that pointer authentication keeps in its unused bits.</summary>
    public ulong RemoveSignature(ulong address) => address & _addresses;

    /// <param name="mask">The registers that are there, in the kernel's order.</param>
    public RegisterValues Read(ulong mask, ReadOnlySpan<ulong> values)
    {
        var registers = default(RegisterValues);
        var next = 0;
        for (; mask != 0 && next < values.Length; mask &= mask - 1, next++)
        {
            var bit = BitOperations.TrailingZeroCount(mask);
            if (bit < _dwarfNumbers.Length && _dwarfNumbers[bit] is >= 0 and var number)
            {
                registers.Set(number, values[next]);
            }
        }

        return registers;
    }
}
