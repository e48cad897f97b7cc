namespace PerfHarness.Formats.Unwinding;

/// <summary>The rules at one address while a program of call frame instructions runs.</summary>
internal sealed class FrameState
{
    /// <summary>Registers that a frame can save and a caller's frame can depend on; others are skipped.</summary>
    public const int RegisterCount = 33;

    private readonly FrameRule[] _registers = new FrameRule[RegisterCount];
    private ulong _changed;

    public FrameRule FrameAddress { get; set; }

    /// <summary>Ignores registers that no caller's frame depends on, such as those of vectors.</summary>
    public void Set(ulong register, FrameRule rule)
    {
        if (register < RegisterCount)
        {
            _registers[register] = rule;
            _changed |= 1ul << (int)register;
        }
    }

    /// <summary>A register as the other state has it.</summary>
    public void Restore(ulong register, FrameState initial)
    {
        if (register < RegisterCount)
        {
            _registers[register] = initial._registers[register];
            var bit = 1ul << (int)register;
            _changed = (_changed & ~bit) | (initial._changed & bit);
        }
    }

    public void CopyFrom(FrameState other)
    {
        other._registers.CopyTo(_registers, 0);
        (_changed, FrameAddress) = (other._changed, other.FrameAddress);
    }

    public UnwindRow ToRow(CommonFrameInformation common)
    {
        var registers = new List<(int, FrameRule)>();
        for (var i = 0; i < RegisterCount; i++)
        {
            if ((_changed & (1ul << i)) != 0)
            {
                registers.Add((i, _registers[i]));
            }
        }

        return new UnwindRow(FrameAddress, [.. registers], (int)Math.Min(common.ReturnRegister, RegisterCount), common.IsSignalFrame);
    }
}
