namespace PerfHarness.Formats.Unwinding;

/// <summary>
/// How the frame at some addresses of a function is undone. Most functions share their rows with many others, so that
/// equal ones are one object.
/// </summary>
/// <param name="FrameAddress">The CFA: the stack pointer of the caller after its call.</param>
/// <param name="Registers">The caller's registers that are not what they were; the return address is among them.</param>
/// <param name="ReturnRegister">The register of the return address.</param>
/// <param name="IsSignalFrame">The caller was interrupted: it did not call.</param>
internal sealed record UnwindRow(FrameRule FrameAddress, (int Register, FrameRule Rule)[] Registers, int ReturnRegister, bool IsSignalFrame)
{
    public bool Equals(UnwindRow? other) => other is not null && FrameAddress == other.FrameAddress && ReturnRegister == other.ReturnRegister
        && IsSignalFrame == other.IsSignalFrame && Registers.AsSpan().SequenceEqual(other.Registers);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(FrameAddress);
        foreach (var register in Registers)
        {
            hash.Add(register);
        }

        return hash.ToHashCode();
    }
}
