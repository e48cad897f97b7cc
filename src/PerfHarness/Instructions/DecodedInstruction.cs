namespace PerfHarness.Instructions;

/// <summary>One machine instruction as text.</summary>
/// <param name="Address">In the code's own addresses.</param>
/// <param name="Text">Mnemonic and operands, spelled as objdump spells them.</param>
internal readonly record struct DecodedInstruction(ulong Address, int Length, string Text)
{
    /// <summary>Where a direct jump or call leads; null for anything else.</summary>
    public ulong? Target { get; init; }

    /// <summary>It is a call: its target begins a function.</summary>
    public bool IsCall { get; init; }

    /// <summary>The address that the operand names relative to the instruction; null where it names none.</summary>
    public ulong? Operand { get; init; }
}
