using System.Text;

namespace PerfHarness.Formats.Demangling;

/// <summary>Identifiers that are not ASCII (RFC 3492 with <c>_</c> for the delimiter): <c>gdel_5qa</c> is <c>gödel</c>.</summary>
internal static class RustPunycode
{
    private const int Base = 36;
    private const int MaxLength = 512;

    /// <summary>Null where it is corrupt.</summary>
    public static string? Decode(string text)
    {
        var delimiter = text.LastIndexOf('_');
        var runes = new List<Rune>();
        foreach (var c in text.AsSpan(0, Math.Max(delimiter, 0)))
        {
            runes.Add(new Rune(c));
        }

        long code = 0x80, index = 0, bias = 72;
        for (var at = delimiter + 1; at < text.Length;)
        {
            var before = index;
            long weight = 1;
            for (long k = Base; ; k += Base)
            {
                var digit = at >= text.Length
                    ? -1
                    : text[at] switch { >= 'a' and <= 'z' => text[at] - 'a', >= '0' and <= '9' => text[at] - '0' + 26, _ => -1 };
                at++;
                if (digit < 0 || index > int.MaxValue || weight > int.MaxValue)
                {
                    return null;
                }

                index += digit * weight;
                var threshold = Math.Clamp(k - bias, 1, 26);
                if (digit < threshold)
                {
                    break;
                }

                weight *= Base - threshold;
            }

            var count = runes.Count + 1;
            bias = Adapt(index - before, count, before == 0);
            code += index / count;
            index %= count;
            if (code > 0x10ffff || !Rune.IsValid((int)code) || count > MaxLength)
            {
                return null;
            }

            runes.Insert((int)index++, new Rune((int)code));
        }

        return string.Concat(runes);
    }

    private static long Adapt(long delta, int count, bool first)
    {
        delta /= first ? 700 : 2;
        delta += delta / count;
        long k = 0;
        for (; delta > 455; k += Base)
        {
            delta /= 35;
        }

        return k + (Base * delta / (delta + 38));
    }
}
