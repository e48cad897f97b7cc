using System.Globalization;
using System.Text;

namespace PerfHarness.Formats.Demangling;

/// <summary>
/// Rust's first mangling, which borrows C++'s nested names: <c>_ZN4core3fmt5write17h0123456789abcdefE</c>. Only the hash
/// at the end distinguishes it from C++. Characters that a C++ name cannot have are written <c>$LT$</c>, <c>..</c>, <c>$u20$</c>.
/// </summary>
internal static class RustLegacyDemangler
{
    private const int HashLength = 17;

    /// <summary>The path without its hash, or null where the symbol is not of this kind.</summary>
    public static string? TryDemangle(string symbol)
    {
        if (!symbol.StartsWith("_ZN", StringComparison.Ordinal))
        {
            return null;
        }

        var parts = new List<(int Start, int Length)>();
        var at = 3;
        while (at < symbol.Length && symbol[at] != 'E')
        {
            var length = 0;
            var digits = at;
            while (at < symbol.Length && char.IsAsciiDigit(symbol[at]) && length <= symbol.Length)
            {
                length = (length * 10) + symbol[at++] - '0';
            }

            if (at == digits || length == 0 || length > symbol.Length - at)
            {
                return null;
            }

            parts.Add((at, length));
            at += length;
        }

        // After the E only what an optimizer appends.
        if (at >= symbol.Length || parts.Count < 2 || (at + 1 < symbol.Length && symbol[at + 1] != '.')
            || !IsHash(symbol.AsSpan(parts[^1].Start, parts[^1].Length)))
        {
            return null;
        }

        var text = new StringBuilder(symbol.Length);
        for (var i = 0; i < parts.Count - 1; i++)
        {
            text.Append(i > 0 ? "::" : "");
            AppendPart(text, symbol.AsSpan(parts[i].Start, parts[i].Length));
        }

        return text.Append(GetCloneSuffix(symbol, at + 1)).ToString();
    }

    /// <summary><c>.cold</c> and the like are kept as their compiler wrote them, <c>.llvm.HASH</c> is not.</summary>
    internal static string GetCloneSuffix(string symbol, int at)
    {
        var suffix = Demangler.RemoveLlvmSuffix("_" + symbol[at..])[1..];
        return suffix.StartsWith(".llvm.", StringComparison.Ordinal) ? "" : suffix;
    }

    // 'h' and 16 hex digits, of which a real hash has several different ones.
    private static bool IsHash(ReadOnlySpan<char> part)
    {
        if (part.Length != HashLength || part[0] != 'h')
        {
            return false;
        }

        var seen = 0;
        foreach (var c in part[1..])
        {
            if (c is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
            {
                return false;
            }

            seen |= 1 << (c <= '9' ? c - '0' : c - 'a' + 10);
        }

        return System.Numerics.BitOperations.PopCount((uint)seen) >= 5;
    }

    private static void AppendPart(StringBuilder text, ReadOnlySpan<char> part)
    {
        if (part.StartsWith("_$"))
        {
            part = part[1..];
        }

        while (!part.IsEmpty)
        {
            if (part[0] == '.')
            {
                var two = part.Length > 1 && part[1] == '.';
                text.Append(two ? "::" : ".");
                part = part[(two ? 2 : 1)..];
            }
            else if (part[0] == '$' && part[1..].IndexOf('$') is > 0 and var end && DecodeEscape(part.Slice(1, end)) is { } character)
            {
                text.Append(character);
                part = part[(end + 2)..];
            }
            else
            {
                var plain = part[1..].IndexOfAny('$', '.');
                plain = plain < 0 ? part.Length : plain + 1;
                text.Append(part[..plain]);
                part = part[plain..];
            }
        }
    }

    private static string? DecodeEscape(ReadOnlySpan<char> name) => name switch
    {
        "SP" => "@",
        "BP" => "*",
        "RF" => "&",
        "LT" => "<",
        "GT" => ">",
        "LP" => "(",
        "RP" => ")",
        "C" => ",",
        ['u', .. var hex] when hex.Length is > 0 and <= 6
            && int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && Rune.IsValid(code) && code >= 0x20 && code != 0x7f => new Rune(code).ToString(),
        _ => null,
    };
}
