namespace PerfHarness.Formats.Demangling;

/// <summary>The types of <see cref="RustV0Demangler"/>.</summary>
internal static class RustV0Types
{
    public static void PrintType(RustV0Printer printer)
    {
        var input = printer.Input;
        if (!input.Enter())
        {
            return;
        }

        var c = input.ReadChar();
        switch (c)
        {
            case 'R' or 'Q':
                PrintReference(printer, mutable: c == 'Q');
                break;
            case 'P' or 'O':
                printer.Write(c == 'P' ? "*const " : "*mut ");
                PrintType(printer);
                break;
            case 'A':
                printer.Write("[");
                PrintType(printer);
                printer.Write("; ");
                RustV0Constants.PrintConstant(printer, inValue: true);
                printer.Write("]");
                break;
            case 'S':
                printer.Write("[");
                PrintType(printer);
                printer.Write("]");
                break;
            case 'T':
                printer.Write("(");
                printer.Write(printer.PrintList(PrintType) == 1 ? ",)" : ")");
                break;
            case 'F':
                printer.PrintBinder(PrintFunctionPointer);
                break;
            case 'D':
                PrintDynTraits(printer);
                break;
            case 'B':
                printer.PrintBackReference(false, static (p, _) => PrintType(p));
                break;
            default:
                if (GetBasicType(c) is { } basic)
                {
                    printer.Write(basic);
                }
                else
                {
                    input.Position--;
                    RustV0Paths.PrintPath(printer, inValue: false);
                }

                break;
        }

        input.Leave();
    }

    private static void PrintReference(RustV0Printer printer, bool mutable)
    {
        printer.Write("&");
        if (printer.Input.Accept('L') && printer.Input.ReadBase62() is > 0 and var lifetime)
        {
            printer.PrintLifetime(lifetime);
            printer.Write(" ");
        }

        printer.Write(mutable ? "mut " : "");
        PrintType(printer);
    }

    private static void PrintFunctionPointer(RustV0Printer printer)
    {
        var input = printer.Input;
        printer.Write(input.Accept('U') ? "unsafe " : "");
        if (input.Accept('K'))
        {
            var abi = input.Accept('C') ? "C" : input.ReadIdentifier().Replace('_', '-');
            printer.Write($"extern \"{abi}\" ");
        }

        printer.Write("fn(");
        printer.PrintList(PrintType);
        printer.Write(")");
        if (!input.Accept('u'))
        {
            printer.Write(" -> ");
            PrintType(printer);
        }
    }

    private static void PrintDynTraits(RustV0Printer printer)
    {
        printer.Write("dyn ");
        printer.PrintBinder(static p => p.PrintList(PrintDynTrait, " + "));
        if (!printer.Input.Accept('L'))
        {
            printer.Input.Fail();
        }
        else if (printer.Input.ReadBase62() is > 0 and var bound)
        {
            printer.Write(" + ");
            printer.PrintLifetime(bound);
        }
    }

    // A trait whose associated types follow: `p` name type.
    private static void PrintDynTrait(RustV0Printer printer)
    {
        var input = printer.Input;
        var open = RustV0Paths.PrintPathWithOpenGenerics(printer);
        while (!input.Failed && input.Accept('p'))
        {
            printer.Write(open ? ", " : "<");
            open = true;
            printer.Write(input.ReadIdentifier());
            printer.Write(" = ");
            PrintType(printer);
        }

        printer.Write(open ? ">" : "");
    }

    private static string? GetBasicType(char c) => c switch
    {
        'a' => "i8",
        'b' => "bool",
        'c' => "char",
        'd' => "f64",
        'e' => "str",
        'f' => "f32",
        'h' => "u8",
        'i' => "isize",
        'j' => "usize",
        'l' => "i32",
        'm' => "u32",
        'n' => "i128",
        'o' => "u128",
        'p' => "_",
        's' => "i16",
        't' => "u16",
        'u' => "()",
        'v' => "...",
        'x' => "i64",
        'y' => "u64",
        'z' => "!",
        _ => null,
    };
}
