namespace PerfHarness.Formats.Dwarf;

/// <summary>The shape of an entry: its tag and how each attribute is stored.</summary>
internal sealed record Abbreviation(DwarfTag Tag, bool HasChildren, AttributeSpec[] Attributes)
{
    /// <summary>Bytes of all attributes together, or −1 where that depends on their values.</summary>
    public int FixedSize { get; init; } = -1;

    /// <summary>Of a function: not one that other units can see, nor one that another entry declares.</summary>
    public bool MayBeInternal { get; init; }

    /// <summary>Has DW_AT_sibling, with which a walk skips the children.</summary>
    public bool HasSibling { get; init; }
}
