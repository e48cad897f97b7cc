namespace PerfHarness.Symbols;

/// <summary>A range of a process's addresses that maps a part of an image: [Start, End), from PageOffset bytes into it.</summary>
/// <param name="IsWritable">Code that the process may change: no image's.</param>
/// <param name="IsData">No code can run there: it only takes the place of what was mapped before.</param>
internal readonly record struct Mapping(ulong Start, ulong End, ulong PageOffset, Image Image, bool IsWritable = false, bool IsData = false)
{
    /// <summary>Where the address is in the image's file, in bytes.</summary>
    public ulong GetFileOffset(ulong address) => address - Start + PageOffset;
}
