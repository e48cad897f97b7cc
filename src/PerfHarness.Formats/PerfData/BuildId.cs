namespace PerfHarness.PerfData;

/// <summary>A build id as lower-case hex; trailing zero padding is part of no id.</summary>
public readonly record struct BuildId
{
    public BuildId(ReadOnlySpan<byte> bytes) => Hex = bytes.ContainsAnyExcept((byte)0) ? Convert.ToHexStringLower(bytes) : "";

    /// <summary>Empty for no id.</summary>
    public string Hex { get => field ?? ""; }

    public bool IsEmpty => Hex.Length == 0;

    public override string ToString() => Hex;
}
