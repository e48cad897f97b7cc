using System.Runtime.CompilerServices;

namespace PerfHarness.Formats.Unwinding;

/// <summary>The registers of one frame by their DWARF numbers, as far as they are known.</summary>
internal struct RegisterValues
{
    private Values _values;
    private ulong _known;

    public readonly bool TryGet(int register, out ulong value)
    {
        var isKnown = (uint)register < FrameState.RegisterCount && (_known & (1ul << register)) != 0;
        value = isKnown ? _values[register] : 0;
        return isKnown;
    }

    /// <summary>The register's value; 0 where it is not known.</summary>
    public readonly ulong Get(int register) => TryGet(register, out var value) ? value : 0;

    public void Set(int register, ulong value)
    {
        _values[register] = value;
        _known |= 1ul << register;
    }

    /// <param name="registers">One bit each.</param>
    public void Forget(ulong registers) => _known &= ~registers;

    [InlineArray(FrameState.RegisterCount)]
    private struct Values
    {
        private ulong _first;
    }
}
