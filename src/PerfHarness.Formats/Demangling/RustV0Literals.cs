using System.Globalization;
using System.Text;

namespace PerfHarness.Formats.Demangling;

/// <summary>The literals of <see cref="RustV0Demangler"/>; all are hexadecimal digits in the symbol.</summary>
internal static class RustV0Literals
{
    /// <summary>Decimal where it fits 64 bits.</summary>
    public static void PrintInteger(RustV0Printer printer)
    {
        var hex = printer.Input.ReadHexDigits();
        if (hex.Length > 16)
        {
            printer.Write("0x" + hex);
        }
        else if (ulong.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            printer.Write(value.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            printer.Input.Fail();
        }
    }

    public static void PrintBoolean(RustV0Printer printer)
    {
        switch (printer.Input.ReadHexDigits())
        {
            case "0":
                printer.Write("false");
                break;
            case "1":
                printer.Write("true");
                break;
            default:
                printer.Input.Fail();
                break;
        }
    }

    public static void PrintCharacter(RustV0Printer printer)
    {
        var hex = printer.Input.ReadHexDigits();
        if (hex.Length <= 6 && int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code))
        {
            printer.Write("'");
            printer.Write(Escape(new Rune(code), '\''));
            printer.Write("'");
        }
        else
        {
            printer.Input.Fail();
        }
    }

    /// <summary>A string, in bytes of UTF-8.</summary>
    public static void PrintString(RustV0Printer printer)
    {
        var hex = printer.Input.ReadHexDigits(trim: false);
        if (hex.Length % 2 != 0)
        {
            printer.Input.Fail();
            return;
        }

        printer.Write("\"");
        foreach (var rune in Encoding.UTF8.GetString(Convert.FromHexString(hex)).EnumerateRunes())
        {
            printer.Write(Escape(rune, '"'));
        }

        printer.Write("\"");
    }

    private static string Escape(Rune rune, char quote) => rune.Value switch
    {
        '\t' => "\\t",
        '\r' => "\\r",
        '\n' => "\\n",
        '\\' => "\\\\",
        0 => "\\0",
        var v when v == quote => $"\\{quote}",
        < 0x20 or 0x7f => string.Create(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
        _ => rune.ToString(),
    };
}
