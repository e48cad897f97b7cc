using System.Globalization;

namespace PerfHarness.Formats.Demangling;

/// <summary>The paths of <see cref="RustV0Demangler"/>: crates, modules, impl blocks, generic instances.</summary>
internal static class RustV0Paths
{
    /// <summary>In a value, generic arguments are set off by <c>::</c>.</summary>
    public static void Path(RustV0Printer printer, bool inValue)
    {
        var input = printer.Input;
        if (!input.Enter())
        {
            return;
        }

        switch (input.Next())
        {
            case 'C':
                input.Disambiguator();
                printer.Write(input.Identifier());
                break;
            case 'N':
                Nested(printer, inValue);
                break;
            case 'M':
                ImplPath(printer);
                printer.Write("<");
                RustV0Types.Type(printer);
                printer.Write(">");
                break;
            case 'X':
                ImplPath(printer);
                TypeAsTrait(printer);
                break;
            case 'Y':
                TypeAsTrait(printer);
                break;
            case 'I':
                Path(printer, inValue);
                printer.Write(inValue ? "::<" : "<");
                printer.List(GenericArgument);
                printer.Write(">");
                break;
            case 'B':
                printer.Back(inValue, Path);
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
        var before = printer.Silent;
        printer.Silent = true;
        Path(printer, inValue: false);
        printer.Silent = before;
    }

    /// <summary>A path whose last generic arguments are left open for more of them; true when they are.</summary>
    public static bool PathWithOpenGenerics(RustV0Printer printer)
    {
        var input = printer.Input;
        var open = false;
        if (!input.Enter())
        {
            return open;
        }

        if (input.Take('B'))
        {
            var target = input.BackTarget();
            if (!input.Failed)
            {
                var here = input.Position;
                input.Position = target;
                open = PathWithOpenGenerics(printer);
                input.Position = here;
            }
        }
        else if (input.Take('I'))
        {
            Path(printer, inValue: false);
            printer.Write("<");
            printer.List(GenericArgument);
            open = true;
        }
        else
        {
            Path(printer, inValue: false);
        }

        input.Leave();
        return open;
    }

    private static void Nested(RustV0Printer printer, bool inValue)
    {
        var input = printer.Input;
        var space = input.Next();
        if (!char.IsAsciiLetter(space))
        {
            input.Fail();
            return;
        }

        Path(printer, inValue);
        var disambiguator = input.Disambiguator();
        var name = input.Identifier();
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
    private static void ImplPath(RustV0Printer printer)
    {
        printer.Input.Disambiguator();
        SkipPath(printer);
    }

    private static void TypeAsTrait(RustV0Printer printer)
    {
        printer.Write("<");
        RustV0Types.Type(printer);
        printer.Write(" as ");
        Path(printer, inValue: false);
        printer.Write(">");
    }

    private static void GenericArgument(RustV0Printer printer)
    {
        if (printer.Input.Take('L'))
        {
            printer.Lifetime(printer.Input.Base62());
        }
        else if (printer.Input.Take('K'))
        {
            RustV0Constants.Constant(printer, inValue: false);
        }
        else
        {
            RustV0Types.Type(printer);
        }
    }
}
