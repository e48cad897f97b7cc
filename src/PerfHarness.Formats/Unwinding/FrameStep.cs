namespace PerfHarness.Formats.Unwinding;

/// <summary>Undoes one frame: from the registers in a function to those in its caller after the call.</summary>
internal static class FrameStep
{
    /// <summary>Applies a row of call frame information.</summary>
    /// <param name="registers">The frame's; afterwards its caller's. Unchanged unless the result is a caller.</param>
    public static FrameStepResult Apply(UnwindRow row, UnwindMachine machine, ref RegisterValues registers, ref StackCopy stack)
    {
        if (!TryComputeFrameAddress(row.FrameAddress, registers, ref stack, out var frameAddress))
        {
            return FrameStepResult.Unknown;
        }

        var caller = registers;
        if (!row.IsSignalFrame)
        {
            caller.Forget(machine.CallerSavedRegisters);
        }

        caller.Set(machine.StackPointer, frameAddress);
        ulong? returnAddress = null;
        var stackPointer = registers.Get(machine.StackPointer);
        foreach (var (register, rule) in row.Registers)
        {
            if (!TryGetValue(rule, register, frameAddress, stackPointer, registers, ref stack, out var value))
            {
                caller.Forget(1ul << register);
                if (register == row.ReturnRegister)
                {
                    return rule.Kind == FrameRuleKind.Undefined ? FrameStepResult.Root : FrameStepResult.Unknown;
                }

                continue;
            }

            caller.Set(register, value);
            returnAddress = register == row.ReturnRegister ? value : returnAddress;
        }

        // A leaf that saves nothing: its return address is still in the link register.
        if (returnAddress is null && row.ReturnRegister != machine.ProgramCounter && registers.TryGet(row.ReturnRegister, out var link))
        {
            returnAddress = link;
        }

        return returnAddress is not { } address ? FrameStepResult.Unknown
            : Complete(machine, address, caller, ref registers, row.IsSignalFrame);
    }

    // Takes the caller's registers over, if they are a step towards the stack's end.
    private static FrameStepResult Complete(
        UnwindMachine machine, ulong returnAddress, RegisterValues caller, ref RegisterValues registers, bool isSignalFrame)
    {
        returnAddress = machine.RemoveSignature(returnAddress);
        if (returnAddress == 0)
        {
            return FrameStepResult.Root;
        }

        if (!isSignalFrame && !IsProgress(machine, returnAddress, registers, caller))
        {
            return FrameStepResult.Unknown;
        }

        caller.Set(machine.ProgramCounter, returnAddress);
        registers = caller;
        return FrameStepResult.Caller;
    }

    // Where the stack pointer is not known, which only code with a frame pointer leaves behind, that one has to grow.
    private static bool IsProgress(UnwindMachine machine, ulong returnAddress, in RegisterValues registers, in RegisterValues caller)
    {
        if (caller.TryGet(machine.StackPointer, out var after))
        {
            var before = registers.Get(machine.StackPointer);
            return after > before || (after == before && returnAddress != registers.Get(machine.ProgramCounter));
        }

        return caller.Get(machine.FramePointer) is var next && (next > registers.Get(machine.FramePointer) || next == 0);
    }

    private static bool TryComputeFrameAddress(in FrameRule rule, in RegisterValues registers, ref StackCopy stack, out ulong address)
    {
        if (rule.Kind == FrameRuleKind.InRegister)
        {
            var isKnown = registers.TryGet(rule.Register, out address);
            address = unchecked(address + (ulong)rule.Offset);
            return isKnown;
        }

        address = 0;
        return rule.Expression is { } expression && ExpressionEvaluator.TryEvaluate(expression, registers, ref stack, null, out address);
    }

    private static bool TryGetValue(
        in FrameRule rule, int register, ulong frameAddress, ulong stackPointer, in RegisterValues registers, ref StackCopy stack, out ulong value)
    {
        value = unchecked(frameAddress + (ulong)rule.Offset);
        switch (rule.Kind)
        {
            case FrameRuleKind.SameValue:
                return registers.TryGet(register, out value);
            case FrameRuleKind.AtOffset:
                // Compilers do not say that a register was restored before the return, where its place is no longer on the stack.
                return value < stackPointer ? registers.TryGet(register, out value) : stack.TryRead(value, out value);
            case FrameRuleKind.ValueOfOffset:
                return true;
            case FrameRuleKind.InRegister:
                return registers.TryGet(rule.Register, out value);
            case FrameRuleKind.AtExpression or FrameRuleKind.ValueOfExpression:
                return ExpressionEvaluator.TryEvaluate(rule.Expression, registers, ref stack, frameAddress, out value)
                    && (rule.Kind == FrameRuleKind.ValueOfExpression || stack.TryRead(value, out value));
            default:
                return false;
        }
    }
}
