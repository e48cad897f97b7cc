namespace PerfHarness.Formats.Demangling;

/// <summary>The types of <see cref="RustV0Demangler"/>.</summary>
internal static class RustV0Types
{
    public static void Type(RustV0Printer printer)
    {
        var input = printer.Input;
        if (!input.Enter())
        {
            return;
        }

        var c = input.Next();
        switch (c)
        {
            case 'R' or 'Q':
                Reference(printer, mutable: c == 'Q');
                break;
            case 'P' or 'O':
                printer.Write(c == 'P' ? "*const " : "*mut ");
                Type(printer);
                break;
            case 'A':
                printer.Write("[");
                Type(printer);
                printer.Write("; ");
                RustV0Constants.Constant(printer, inValue: true);
                printer.Write("]");
                break;
            case 'S':
                printer.Write("[");
                Type(printer);
                printer.Write("]");
                break;
            case 'T':
                printer.Write("(");
                printer.Write(printer.List(Type) == 1 ? ",)" : ")");
                break;
            case 'F':
                printer.InBinder(FunctionPointer);
                break;
            case 'D':
                DynTraits(printer);
                break;
            case 'B':
                printer.Back(false, static (p, _) => Type(p));
                break;
            default:
                if (BasicType(c) is { } basic)
                {
                    printer.Write(basic);
                }
                else
                {
                    input.Position--;
                    RustV0Paths.Path(printer, inValue: false);
                }

                break;
        }

        input.Leave();
    }

    private static void Reference(RustV0Printer printer, bool mutable)
    {
        printer.Write("&");
        if (printer.Input.Take('L') && printer.Input.Base62() is > 0 and var lifetime)
        {
            printer.Lifetime(lifetime);
            printer.Write(" ");
        }

        printer.Write(mutable ? "mut " : "");
        Type(printer);
    }

    private static void FunctionPointer(RustV0Printer printer)
    {
        var input = printer.Input;
        printer.Write(input.Take('U') ? "unsafe " : "");
        if (input.Take('K'))
        {
            var abi = input.Take('C') ? "C" : input.Identifier().Replace('_', '-');
            printer.Write($"extern \"{abi}\" ");
        }

        printer.Write("fn(");
        printer.List(Type);
        printer.Write(")");
        if (!input.Take('u'))
        {
            printer.Write(" -> ");
            Type(printer);
        }
    }

    private static void DynTraits(RustV0Printer printer)
    {
        printer.Write("dyn ");
        printer.InBinder(static p => p.List(DynTrait, " + "));
        if (!printer.Input.Take('L'))
        {
            printer.Input.Fail();
        }
        else if (printer.Input.Base62() is > 0 and var bound)
        {
            printer.Write(" + ");
            printer.Lifetime(bound);
        }
    }

    // A trait whose associated types follow: `p` name type.
    private static void DynTrait(RustV0Printer printer)
    {
        var input = printer.Input;
        var open = RustV0Paths.PathWithOpenGenerics(printer);
        while (!input.Failed && input.Take('p'))
        {
            printer.Write(open ? ", " : "<");
            open = true;
            printer.Write(input.Identifier());
            printer.Write(" = ");
            Type(printer);
        }

        printer.Write(open ? ">" : "");
    }

    private static string? BasicType(char c) => c switch
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
