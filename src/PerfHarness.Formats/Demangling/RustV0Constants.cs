namespace PerfHarness.Formats.Demangling;

/// <summary>The constants in generic arguments and array lengths of <see cref="RustV0Demangler"/>.</summary>
internal static class RustV0Constants
{
    /// <summary>Outside of a value, what is more than a literal stands in braces.</summary>
    public static void Constant(RustV0Printer printer, bool inValue)
    {
        var input = printer.Input;
        if (!input.Enter())
        {
            return;
        }

        var (open, close) = inValue ? ("", "") : ("{", "}");
        var c = input.Next();
        switch (c)
        {
            case 'p':
                printer.Write("_");
                break;
            case 'h' or 't' or 'm' or 'y' or 'o' or 'j':
                RustV0Literals.Integer(printer);
                break;
            case 'a' or 's' or 'l' or 'x' or 'n' or 'i':
                printer.Write(input.Take('n') ? "-" : "");
                RustV0Literals.Integer(printer);
                break;
            case 'b':
                RustV0Literals.Boolean(printer);
                break;
            case 'c':
                RustV0Literals.Character(printer);
                break;
            case 'e':
                printer.Write(open + "*");
                RustV0Literals.Text(printer);
                printer.Write(close);
                break;
            case 'R' when input.Take('e'):
                RustV0Literals.Text(printer);
                break;
            case 'R' or 'Q':
                printer.Write(open + (c == 'R' ? "&" : "&mut "));
                Value(printer);
                printer.Write(close);
                break;
            case 'A':
                printer.Write(open + "[");
                printer.List(Value);
                printer.Write("]" + close);
                break;
            case 'T':
                printer.Write(open + "(");
                printer.Write(printer.List(Value) == 1 ? ",)" : ")");
                printer.Write(close);
                break;
            case 'V':
                printer.Write(open);
                Structure(printer);
                printer.Write(close);
                break;
            case 'B':
                printer.Back(inValue, Constant);
                break;
            default:
                input.Fail();
                break;
        }

        input.Leave();
    }

    private static void Value(RustV0Printer printer) => Constant(printer, inValue: true);

    private static void Structure(RustV0Printer printer)
    {
        RustV0Paths.Path(printer, inValue: true);
        switch (printer.Input.Next())
        {
            case 'U':
                break;
            case 'T':
                printer.Write("(");
                printer.List(Value);
                printer.Write(")");
                break;
            case 'S':
                printer.Write(" { ");
                printer.List(Field);
                printer.Write(" }");
                break;
            default:
                printer.Input.Fail();
                break;
        }
    }

    private static void Field(RustV0Printer printer)
    {
        printer.Input.Disambiguator();
        printer.Write(printer.Input.Identifier());
        printer.Write(": ");
        Value(printer);
    }
}
