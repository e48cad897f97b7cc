namespace PerfHarness.Formats.Dwarf;

/// <summary>Addresses [Low, High).</summary>
internal readonly record struct AddressRange(ulong Low, ulong High)
{
    /// <summary>Linkers that drop a function keep its description, at 0 or at the highest addresses.</summary>
    public bool IsLive => Low != 0 && Low < High && Low < ulong.MaxValue - 1;

    public bool Contains(ulong address) => address >= Low && address < High;
}
