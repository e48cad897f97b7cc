using System.Runtime.CompilerServices;

namespace ConsoleBench;

/// <summary>An adjustable amount of work in one function, or in it and its callee; none by default.</summary>
internal static class Checksum
{
    private static uint _last;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void OfLines(string[] lines, Options options)
    {
        var sum = 1u;
        for (var i = 0; i < options.Checksums - options.Folded; i++)
        {
            foreach (var c in lines[i % lines.Length])
            {
                sum = (sum * 31) + c;
            }
        }

        for (var i = 0; i < options.Folded; i++)
        {
            var line = lines[i % lines.Length];
            sum = options.Inline ? FoldInline(sum, line) : Fold(sum, line);
        }

        _last ^= sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Fold(uint sum, string line)
    {
        foreach (var c in line)
        {
            sum = (sum * 31) + c;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint FoldInline(uint sum, string line)
    {
        foreach (var c in line)
        {
            sum = (sum * 31) + c;
        }

        return sum;
    }
}
