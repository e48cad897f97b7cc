using PerfHarness.Formats.PerfData;
using PerfHarness.Formats.Unwinding;
using PerfHarness.Symbols.Resolution;

namespace PerfHarness.Unwinding;

/// <summary>
/// Unwinds the stacks of a recording with copies of registers and stack (<c>--call-graph dwarf</c>), frame by frame from the leaf:
/// <code>
///   registers + code at the address ─► registers of the caller ─► … ─► the thread's first function
///               native: call frame information of the image
///               generated and precompiled code of runtimes: the frame pointer
/// </code>
/// Everything that a sample has is untrusted: all reads stay in the copy, the stack pointer has to grow, and frames are limited.
/// </summary>
internal sealed class StackUnwinder(SymbolResolver symbols)
{
    // A copy has at most 64 KiB, and a frame at least 16 bytes.
    private const int MaxFrames = 4096;
    private const int WordSize = 8;

    // How far the return address may be from the stack pointer while a function saves registers.
    private const int MaxSavedRegisters = 10;

    private readonly CodeFinder _codes = new(symbols);
    private readonly List<ulong> _frames = [];

    /// <summary>The file that ended the last stack, where that is what ended it.</summary>
    public string? MissingFile { get; private set; }

    /// <summary>Appends the frames of user space to the chain, as the kernel writes them: a marker, the leaf's address, return addresses.</summary>
    public StackEnd Unwind(in SampleRecord sample, ulong registerMask, UnwindMachine machine, UnwoundProcess process, List<ulong> chain)
    {
        var registers = machine.Read(registerMask, sample.UserRegisters);
        var stack = new StackCopy(registers.Get(machine.StackPointer), sample.UserStack);
        var address = machine.RemoveSignature(registers.Get(machine.ProgramCounter));
        MissingFile = null;
        process.Update();
        _frames.Clear();
        _frames.Add(address);
        var end = UnwindCallers(machine, process, ref registers, ref stack);
        chain.Add(CallchainContext.User);
        chain.AddRange(_frames);
        return end;
    }

    private StackEnd UnwindCallers(UnwindMachine machine, UnwoundProcess process, ref RegisterValues registers, ref StackCopy stack)
    {
        var isReturn = false;
        while (_frames.Count < MaxFrames)
        {
            var code = _codes.Find(process, machine, registers.Get(machine.ProgramCounter), isReturn);
            var result = Step(code, machine, process, ref registers, ref stack, isReturn);
            if (result == FrameStepResult.Root)
            {
                return StackEnd.Root;
            }

            if (result == FrameStepResult.Unknown)
            {
                MissingFile = code.MissingFile;
                return stack.IsExhausted ? StackEnd.Truncated : MissingFile is null ? StackEnd.Broken : StackEnd.MissingFile;
            }

            // Where a signal interrupted a function, the address is of the next instruction, as that of the code which the handler
            // returns to; a call returns after one.
            isReturn = code.Row is { IsSignalFrame: false };
            _frames[^1] += isReturn || _frames.Count == 1 ? 0ul : 1ul;
            var address = registers.Get(machine.ProgramCounter);
            if (_codes.Find(process, machine, address, isReturn) == CodeAtAddress.None)
            {
                return StackEnd.Broken;
            }

            _frames.Add(isReturn ? address : address + 1);
        }

        return StackEnd.Truncated;
    }

    private FrameStepResult Step(
        CodeAtAddress code, UnwindMachine machine, UnwoundProcess process, ref RegisterValues registers, ref StackCopy stack, bool isReturn)
    {
        if (code.Row is not { } row)
        {
            return FrameStepResult.Unknown;
        }

        if (!code.IsGuess)
        {
            return FrameStep.Apply(row, machine, ref registers, ref stack);
        }

        // The running function may have no frame yet, or none any more.
        UnwindRow[] rows = isReturn ? [row] : FindSavedFramePointer(machine, registers, ref stack) is { } saving ? [saving] : [row, machine.Called];
        foreach (var guess in rows)
        {
            var caller = registers;
            var result = FrameStep.Apply(guess, machine, ref caller, ref stack);
            if (result == FrameStepResult.Caller && IsCode(process, machine, caller.Get(machine.ProgramCounter)))
            {
                registers = caller;
                return result;
            }
        }

        return FrameStepResult.Unknown;
    }

    // Between push rbp and the instruction that sets it up, rbp's value is on the stack, and the return address after it.
    private static UnwindRow? FindSavedFramePointer(UnwindMachine machine, in RegisterValues registers, ref StackCopy stack)
    {
        if (machine.LinkRegister is not null || !registers.TryGet(machine.FramePointer, out var framePointer) || framePointer == 0)
        {
            return null;
        }

        var stackPointer = registers.Get(machine.StackPointer);
        for (var offset = 0; offset < MaxSavedRegisters * WordSize; offset += WordSize)
        {
            var at = stackPointer + (ulong)offset;
            if (at == framePointer || !stack.TryRead(at, out var word))
            {
                return null;
            }

            if (word == framePointer)
            {
                return X64Frames.Called(offset + WordSize);
            }
        }

        return null;
    }

    private bool IsCode(UnwoundProcess process, UnwindMachine machine, ulong returnAddress) =>
        _codes.Find(process, machine, returnAddress, isReturn: true) != CodeAtAddress.None;
}
