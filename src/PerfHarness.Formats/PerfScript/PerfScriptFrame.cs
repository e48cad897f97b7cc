namespace PerfHarness.Formats.PerfScript;

/// <summary>One callchain entry of perf's text.</summary>
/// <param name="Address">As printed: an address in the process, or in the image where perf translated it.</param>
/// <param name="Symbol">Without its offset; empty where perf printed none or <c>[unknown]</c>.</param>
/// <param name="Dso">As printed: <c>/usr/lib/libc.so.6</c>, <c>[kernel.kallsyms]</c>, <c>[unknown]</c>; empty where none was printed.</param>
/// <param name="Inlined">Inlined into the next entry.</param>
/// <param name="SourceFile">With <c>-F +srcline</c>, or null.</param>
/// <param name="SourceLine">1-based, or 0.</param>
internal readonly record struct PerfScriptFrame(
    ulong Address,
    string Symbol,
    string Dso,
    bool Inlined = false,
    string? SourceFile = null,
    int SourceLine = 0)
{
    /// <summary>From the symbol's first byte to the address; -1 where it was not printed.</summary>
    public long Offset { get; init; } = -1;

    /// <summary>The frame with what the line below it says.</summary>
    /// <param name="file">Null where no line is known.</param>
    public PerfScriptFrame WithSource(string? file, int number, bool isInlined) => file is null
        ? this with { Inlined = isInlined || Inlined }
        : this with { Inlined = isInlined || Inlined, SourceFile = file, SourceLine = number };
}
