namespace PerfHarness.Formats.Dwarf;

/// <summary>The shape of an entry: its tag and how each attribute is stored.</summary>
internal sealed record Abbreviation(DwarfTag Tag, bool HasChildren, AttributeSpec[] Attributes)
{
    /// <summary>Bytes of all attributes together, or −1 where that depends on their values.</summary>
    public int FixedSize { get; init; } = -1;

    /// <summary>Some attribute is one that a walk over entries of this tag looks at.</summary>
    public bool HasSibling { get; init; }
}
