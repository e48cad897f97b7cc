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
    private ulong _nextFramePointer;

    /// <summary>The file that ended the last stack, where that is what ended it.</summary>
    public string? MissingFile { get; private set; }

    /// <summary>Appends the frames of user space to the chain, as the kernel writes them: a marker, the leaf's address, return addresses.</summary>
    public StackEnd Unwind(in SampleRecord sample, ulong registerMask, UnwindMachine machine, UnwoundProcess process, List<ulong> chain)
    {
        var registers = machine.Read(registerMask, sample.UserRegisters);
        var stack = new StackCopy(registers.Get(machine.StackPointer), sample.UserStack);
        var address = machine.RemoveSignature(registers.Get(machine.ProgramCounter));
        (MissingFile, _nextFramePointer) = (null, 0);
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

            // Where a signal interrupted a function, the address is of the next instruction; a call returns after one.
            isReturn = code.Row is not { IsSignalFrame: true };
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
        if (code.MissingFile is not null || code == CodeAtAddress.None)
        {
            return FrameStepResult.Unknown;
        }

        if (code.Row is { } row)
        {
            return FrameStep.Apply(row, machine, ref registers, ref stack);
        }

        if (code.Shape is not { } shape)
        {
            return Follow(FrameShape.Linked, machine, process, ref registers, ref stack);
        }

        if (code.IsShapeUncertain && !isReturn && FindSavedFramePointer(machine, process, registers, ref stack) is { } saved)
        {
            shape = saved;
        }

        return Follow(shape, machine, process, ref registers, ref stack);
    }

    // Between push rbp and the instruction that sets it up, rbp's value is on the stack, and the return address after it.
    private FrameShape? FindSavedFramePointer(UnwindMachine machine, UnwoundProcess process, in RegisterValues registers, ref StackCopy stack)
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
                return stack.TryRead(at + WordSize, out var returnAddress) && IsCode(process, machine, returnAddress)
                    ? new FrameShape(offset + WordSize, null, false)
                    : null;
            }
        }

        return null;
    }

    private FrameStepResult Follow(
        FrameShape shape, UnwindMachine machine, UnwoundProcess process, ref RegisterValues registers, ref StackCopy stack)
    {
        var origin = registers.Get(shape.IsFromFramePointer ? machine.FramePointer : machine.StackPointer);
        var framePointer = registers.Get(machine.FramePointer);
        var returnAddress = registers.Get(machine.LinkRegister ?? machine.ProgramCounter);
        if ((shape.IsFromFramePointer && (origin < registers.Get(machine.StackPointer) || origin < _nextFramePointer))
            || (shape.ReturnOffset is { } offset && !stack.TryRead(unchecked(origin + (ulong)offset), out returnAddress))
            || (shape.FramePointerOffset is { } saved && !stack.TryRead(unchecked(origin + (ulong)saved), out framePointer)))
        {
            return FrameStepResult.Unknown;
        }

        returnAddress = machine.RemoveSignature(returnAddress);
        if (!IsCode(process, machine, returnAddress))
        {
            return FrameStepResult.Unknown;
        }

        var caller = registers;
        caller.Forget(machine.CallerSavedRegisters);
        if (shape.IsFromFramePointer)
        {
            // Which registers the function saved, and where, only its compiler knows.
            caller = default;
            _nextFramePointer = origin + (2 * WordSize);
        }

        caller.Set(machine.FramePointer, framePointer);
        if (shape.ReturnOffset is { } distance)
        {
            SetStackPointer(machine, ref caller, unchecked(origin + (ulong)distance + WordSize));
        }

        return FrameStep.Complete(machine, returnAddress, caller, ref registers);
    }

    // A call pushes the return address last; the frame record of other machines may be anywhere in the frame.
    private static void SetStackPointer(UnwindMachine machine, ref RegisterValues caller, ulong stackPointer)
    {
        if (machine.LinkRegister is null)
        {
            caller.Set(machine.StackPointer, stackPointer);
        }
    }

    private bool IsCode(UnwoundProcess process, UnwindMachine machine, ulong returnAddress) =>
        _codes.Find(process, machine, returnAddress, isReturn: true) != CodeAtAddress.None;
}
