using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>How perf's text is read. What is read does not depend on it.</summary>
internal sealed record PerfScriptOptions
{
    public int Threads { get; init; } = 1;

    /// <summary>Bytes of a block.</summary>
    public int BlockSize { get; init; } = TextBlocks.DefaultSize;

    /// <summary>Looks up what was read before; otherwise every line is parsed.</summary>
    public bool UsesTexts { get; init; } = true;

    /// <summary>The bits of hashes that are used.</summary>
    public ulong HashMask { get; init; } = ulong.MaxValue;
}
