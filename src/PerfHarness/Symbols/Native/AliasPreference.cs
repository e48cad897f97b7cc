using PerfHarness.Formats.Elf;

namespace PerfHarness.Symbols.Native;

/// <summary>
/// Which of several names of one address is shown. The order is perf's own, so that names agree with <c>perf script</c>:
/// sized before unsized, typed before labels, strong before weak, global before local, fewer leading underscores, then
/// the longer name, then the one that came first.
/// </summary>
internal static class AliasPreference
{
    // Names are compared only so far: an image may claim that its names overlap without end.
    public const int MaxComparedLength = 4096;

    /// <summary>Negative where the first is preferred, 0 where what is known before the names does not decide.</summary>
    public static int CompareKinds(in SymbolCandidate a, in SymbolCandidate b)
    {
        if (a.HasSize != b.HasSize)
        {
            return a.HasSize ? -1 : 1;
        }

        if ((a.Type == SymbolType.None) != (b.Type == SymbolType.None))
        {
            return a.Type == SymbolType.None ? 1 : -1;
        }

        if ((a.Binding == SymbolBinding.Weak) != (b.Binding == SymbolBinding.Weak))
        {
            return a.Binding == SymbolBinding.Weak ? 1 : -1;
        }

        if ((a.Binding == SymbolBinding.Global) != (b.Binding == SymbolBinding.Global))
        {
            return a.Binding == SymbolBinding.Global ? -1 : 1;
        }

        return 0;
    }

    /// <summary>Negative where the first is preferred.</summary>
    public static int CompareNames(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var underscores = Underscores(a).CompareTo(Underscores(b));
        if (underscores != 0)
        {
            return underscores;
        }

        return b.Length.CompareTo(a.Length);
    }

    private static int Underscores(ReadOnlySpan<byte> name)
    {
        var other = name.IndexOfAnyExcept((byte)'_');
        return other < 0 ? name.Length : other;
    }
}
