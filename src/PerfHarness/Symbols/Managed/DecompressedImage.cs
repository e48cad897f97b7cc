namespace PerfHarness.Symbols.Managed;

/// <summary>An assembly of a single-file application in a process's memory.</summary>
/// <param name="Bundle">Null where the memory holds none, or where it is not certain which.</param>
/// <param name="Entry">The assembly's number.</param>
/// <param name="First">The process's address of RVA 0.</param>
internal sealed record DecompressedImage(BundleSource? Bundle, int Entry, ulong First)
{
    /// <summary>The memory is that of no assembly.</summary>
    public static readonly DecompressedImage None = new(null, -1, 0);

    /// <summary>The memory may be that of one, but it is not certain of which.</summary>
    public static readonly DecompressedImage Uncertain = new(null, -1, 0) { IsUncertain = true };

    public bool IsUncertain { get; private init; }

    public Symbol? Find(ulong address) => Bundle?.Find(BundleSource.GetAddress(Entry, (uint)(address - First)));

    /// <summary>The process's address where a function that <see cref="Find"/> gave begins.</summary>
    public ulong GetStart(Symbol symbol) => First + BundleSource.GetOwnAddress(symbol.Start);

    public bool IsReturnAddress(ulong address) => Bundle?.IsReturnAddress(BundleSource.GetAddress(Entry, (uint)(address - First))) is true;
}
