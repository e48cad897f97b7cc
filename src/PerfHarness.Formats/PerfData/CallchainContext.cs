namespace PerfHarness.Formats.PerfData;

/// <summary>Markers in a callchain: the entries after one were running in that context.</summary>
internal static class CallchainContext
{
    public const ulong Hypervisor = unchecked((ulong)-32L);
    public const ulong Kernel = unchecked((ulong)-128L);
    public const ulong User = unchecked((ulong)-512L);
    public const ulong UserDeferred = unchecked((ulong)-640L);
    public const ulong Guest = unchecked((ulong)-2048L);
    public const ulong GuestKernel = unchecked((ulong)-2176L);
    public const ulong GuestUser = unchecked((ulong)-2560L);

    /// <summary>Values from here on are markers, never addresses.</summary>
    public const ulong Lowest = unchecked((ulong)-4095L);
}
