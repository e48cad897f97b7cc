using System.Buffers;

namespace PerfHarness.Formats.Demangling;

/// <summary>
/// Rust's own mangling (RFC 2603): <c>_RNvNtCs1234_7mycrate3foo3bar</c> is <c>mycrate::foo::bar</c>. Crate hashes and the
/// types of constants are left out, as the short forms of the usual tools do.
/// <code>
///   RustV0Paths ◄─► RustV0Types ◄─► RustV0Constants ─► RustV0Literals     the grammar, without state
///        └───────────────┴────── RustV0Printer ──────────────┘            what is shown
///                                RustV0Reader                             the symbol and the position in it
/// </code>
/// The symbol is walked once; back references (<c>B_</c>) go back to what has been read already, so depth, steps and output
/// are bounded.
/// </summary>
internal static class RustV0Demangler
{
    private static readonly SearchValues<char> Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>The path, or null where the symbol is not of this kind.</summary>
    public static string? TryDemangle(string symbol)
    {
        var end = symbol.IndexOf('.', StringComparison.Ordinal);
        var body = end < 0 ? symbol[2..] : symbol[2..end];
        if (body.Length == 0 || !char.IsAsciiLetterUpper(body[0]) || body.AsSpan().IndexOfAnyExcept(Letters) >= 0)
        {
            return null;
        }

        var input = new RustV0Reader(body);
        var printer = new RustV0Printer(input);
        RustV0Paths.PrintPath(printer, inValue: true);
        if (!input.Failed && !input.IsAtEnd)
        {
            // The crate that instantiated it says nothing about the function.
            RustV0Paths.SkipPath(printer);
        }

        return input.Failed || !input.IsAtEnd || printer.Text.Length == 0 ? null
            : printer.Text + (end < 0 ? "" : RustLegacyDemangler.GetCloneSuffix(symbol, end));
    }
}
