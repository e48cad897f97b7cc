using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PerfHarness.Baselines;

/// <summary>Converts any text to a file name: readable if it is harmless, different for different texts.</summary>
internal static class StoreFileName
{
    // With a suffix and a temporary file's decoration it stays below the 255 bytes of Linux's file systems.
    private const int MaxLength = 120;

    /// <summary>Letters, digits, <c>-</c>, <c>_</c> and inner dots stay; every other byte of the UTF-8 form becomes <c>%XX</c>.</summary>
    public static string Encode(string text)
    {
        if (text.Length == 0)
        {
            return "%";
        }

        var name = new StringBuilder();
        // Lone surrogates have no UTF-8 form: they are kept apart by their UTF-16 one.
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < bytes.Length; i++)
        {
            var c = (char)bytes[i];
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' || (c == '.' && i > 0 && i < bytes.Length - 1))
            {
                name.Append(c);
            }
            else
            {
                name.Append(CultureInfo.InvariantCulture, $"%{bytes[i]:X2}");
            }
        }

        var exact = Encoding.UTF8.GetString(bytes) == text;
        if (name.Length <= MaxLength && exact)
        {
            return name.ToString();
        }

        // '~' is always escaped, so that no unshortened text has such a name.
        var hash = Convert.ToHexStringLower(SHA256.HashData(GetUtf16Bytes(text)))[..16];
        return $"{name.ToString(0, Math.Min(name.Length, MaxLength - 20)).TrimEnd('%')}~{hash}";
    }

    /// <summary>The text of a name, for people; one that was shortened is returned unchanged.</summary>
    public static string Decode(string name)
    {
        if (name.Contains('~', StringComparison.Ordinal) || name == "%")
        {
            return name == "%" ? "" : name;
        }

        return Uri.UnescapeDataString(name);
    }

    private static byte[] GetUtf16Bytes(string text) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()).ToArray();
}
