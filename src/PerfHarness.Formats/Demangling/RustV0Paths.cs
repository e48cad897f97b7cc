using System.Globalization;

namespace PerfHarness.Formats.Demangling;

/// <summary>The paths of <see cref="RustV0Demangler"/>: crates, modules, impl blocks, generic instances.</summary>
internal static class RustV0Paths
{
    /// <summary>In a value, generic arguments are set off by <c>::</c>.</summary>
    public static void PrintPath(RustV0Printer printer, bool inValue)
    {
        var input = printer.Input;
        if (!input.Enter())
        {
            return;
        }

        switch (input.ReadChar())
        {
            case 'C':
                input.ReadDisambiguator();
                printer.Write(input.ReadIdentifier());
                break;
            case 'N':
                PrintNestedPath(printer, inValue);
                break;
            case 'M':
                SkipImplPath(printer);
                printer.Write("<");
                RustV0Types.PrintType(printer);
                printer.Write(">");
                break;
            case 'X':
                SkipImplPath(printer);
                PrintTypeAsTrait(printer);
                break;
            case 'Y':
                PrintTypeAsTrait(printer);
                break;
            case 'I':
                PrintPath(printer, inValue);
                printer.Write(inValue ? "::<" : "<");
                printer.PrintList(PrintGenericArgument);
                printer.Write(">");
                break;
            case 'B':
                printer.PrintBackReference(inValue, PrintPath);
                break;
            default:
                input.Fail();
                break;
        }

        input.Leave();
    }

    /// <summary>Reads a path without showing it.</summary>
    public static void SkipPath(RustV0Printer printer)
    {
        var before = printer.IsSilent;
        printer.IsSilent = true;
        PrintPath(printer, inValue: false);
        printer.IsSilent = before;
    }

    /// <summary>A path whose last generic arguments are left open for more of them; true when they are.</summary>
    public static bool PrintPathWithOpenGenerics(RustV0Printer printer)
    {
        var input = printer.Input;
        var open = false;
        if (!input.Enter())
        {
            return open;
        }

        if (input.Accept('B'))
        {
            var target = input.ReadBackReference();
            if (!input.Failed)
            {
                var here = input.Position;
                input.Position = target;
                open = PrintPathWithOpenGenerics(printer);
                input.Position = here;
            }
        }
        else if (input.Accept('I'))
        {
            PrintPath(printer, inValue: false);
            printer.Write("<");
            printer.PrintList(PrintGenericArgument);
            open = true;
        }
        else
        {
            PrintPath(printer, inValue: false);
        }

        input.Leave();
        return open;
    }

    private static void PrintNestedPath(RustV0Printer printer, bool inValue)
    {
        var input = printer.Input;
        var space = input.ReadChar();
        if (!char.IsAsciiLetter(space))
        {
            input.Fail();
            return;
        }

        PrintPath(printer, inValue);
        var disambiguator = input.ReadDisambiguator();
        var name = input.ReadIdentifier();
        if (char.IsAsciiLetterUpper(space))
        {
            printer.Write("::{");
            printer.Write(space switch { 'C' => "closure", 'S' => "shim", _ => space.ToString() });
            if (name.Length > 0)
            {
                printer.Write(":");
                printer.Write(name);
            }

            printer.Write(string.Create(CultureInfo.InvariantCulture, $"#{disambiguator}}}"));
        }
        else if (name.Length > 0)
        {
            printer.Write("::");
            printer.Write(name);
        }
    }

    // The path of the impl block; what is shown is the type.
    private static void SkipImplPath(RustV0Printer printer)
    {
        printer.Input.ReadDisambiguator();
        SkipPath(printer);
    }

    private static void PrintTypeAsTrait(RustV0Printer printer)
    {
        printer.Write("<");
        RustV0Types.PrintType(printer);
        printer.Write(" as ");
        PrintPath(printer, inValue: false);
        printer.Write(">");
    }

    private static void PrintGenericArgument(RustV0Printer printer)
    {
        if (printer.Input.Accept('L'))
        {
            printer.PrintLifetime(printer.Input.ReadBase62());
        }
        else if (printer.Input.Accept('K'))
        {
            RustV0Constants.PrintConstant(printer, inValue: false);
        }
        else
        {
            RustV0Types.PrintType(printer);
        }
    }
}
