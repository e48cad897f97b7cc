namespace PerfHarness.Formats.Elf;

/// <summary>
/// What a linker wrote into an image to identify it, most often 20 bytes; lower-case hex. Old recordings pad it with zeros
/// to 20 bytes without recording its length, so identity is <see cref="Matches"/> and not the text alone.
/// </summary>
internal readonly record struct BuildId
{
    /// <summary>Longest that is accepted, in bytes. Linkers write 8, 16, 20 or 32.</summary>
    public const int MaxLength = 64;

    private BuildId(string hex) => Hex = hex;

    public string Hex { get; }

    /// <summary>Null for no bytes, for all zeros (perf's word for "none") and for more than <see cref="MaxLength"/>.</summary>
    public static BuildId? From(ReadOnlySpan<byte> bytes) =>
        bytes.Length is 0 or > MaxLength || bytes.IndexOfAnyExcept((byte)0) < 0 ? null : new BuildId(Convert.ToHexStringLower(bytes));

    /// <summary>Equal, but for zero bytes at the end of the longer one.</summary>
    public bool Matches(BuildId other)
    {
        var (shorter, longer) = Hex.Length <= other.Hex.Length ? (Hex, other.Hex) : (other.Hex, Hex);
        return longer.StartsWith(shorter, StringComparison.Ordinal) && longer.AsSpan(shorter.Length).IndexOfAnyExcept('0') < 0;
    }

    public override string ToString() => Hex;
}
