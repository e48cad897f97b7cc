namespace PerfHarness.Formats.Demangling;

/// <summary>
/// Estimates, before it is done, how long the demangled text of a C++ symbol can become. A reference (<c>S1_</c>,
/// <c>T_</c>) repeats a component that came before, so nested pairs of references double the text at every level: a few
/// hundred characters can expand to more text than there is memory, and libstdc++ would write it.
/// <code>
///   length of a component ≤ its own characters + references in it × longest component that was complete before it
/// </code>
/// Components are recognized by their brackets (N…E, I…E, …), which is close enough: the estimate decides only whether a
/// symbol is left mangled.
/// </summary>
internal static class CxxSizeEstimator
{
    // Below this the worst case is small whatever the structure.
    private const int FewReferences = 8;
    private const int MaxDepth = 512;
    private const int Small = 8;

    public static bool IsBounded(string symbol, int limit)
    {
        Span<double> open = stackalloc double[MaxDepth];
        Span<bool> grows = stackalloc bool[MaxDepth];
        var (depth, longest, last, references) = (0, 1.0, 1.0, 0);
        for (var i = 2; i < symbol.Length;)
        {
            var c = symbol[i];
            if (char.IsAsciiDigit(c))
            {
                last = EstimateName(symbol, ref i);
                open[depth] += last;
                longest = Math.Max(longest, last);
            }
            else if (IsReference(symbol, i, out var end))
            {
                references++;
                last = longest;
                open[depth] += last;
                longest += Small; // a pointer to it is a component of its own
                i = end;
            }
            else if (c is 'N' or 'I' or 'J' or 'X' or 'F' or 'L' or 'Z' && depth + 1 < MaxDepth)
            {
                // Arguments are one component together with the name before them; inside of N every prefix is one.
                open[++depth] = c == 'I' ? last : 0;
                grows[depth] = c is 'N' or 'Z';
                i++;
            }
            else if (c == 'E' && depth > 0)
            {
                last = open[depth] + Small;
                longest = Math.Max(longest, last);
                open[--depth] += last;
                i++;
            }
            else
            {
                open[depth] += Small;
                i++;
            }

            longest = grows[depth] ? Math.Max(longest, open[depth]) : longest;
            if (references > FewReferences && (longest > limit || open[depth] > limit))
            {
                return false;
            }
        }

        return true;
    }

    // A digit may also be a literal's value (after '_'); then what follows is not a name.
    private static double EstimateName(string symbol, ref int at)
    {
        var (start, length) = (at, 0);
        while (at < symbol.Length && char.IsAsciiDigit(symbol[at]) && length < symbol.Length)
        {
            length = (length * 10) + symbol[at++] - '0';
        }

        length = length <= symbol.Length - at && symbol[start - 1] != '_' ? length : 0;
        at += length;
        return length + 2;
    }

    private static bool IsReference(string symbol, int at, out int end)
    {
        end = at + 1;
        if (symbol[at] is not ('S' or 'T'))
        {
            return false;
        }

        while (end < symbol.Length && (char.IsAsciiDigit(symbol[end]) || (symbol[at] == 'S' && char.IsAsciiLetterUpper(symbol[end]))))
        {
            end++;
        }

        return end < symbol.Length && symbol[end++] == '_';
    }
}
