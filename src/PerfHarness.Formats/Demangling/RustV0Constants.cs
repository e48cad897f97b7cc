namespace PerfHarness.Formats.Demangling;

/// <summary>The constants in generic arguments and array lengths of <see cref="RustV0Demangler"/>.</summary>
internal static class RustV0Constants
{
    /// <summary>Outside of a value, everything but a literal is in braces.</summary>
    public static void PrintConstant(RustV0Printer printer, bool inValue)
    {
        var input = printer.Input;
        if (!input.Enter())
        {
            return;
        }

        var (open, close) = inValue ? ("", "") : ("{", "}");
        var c = input.ReadChar();
        switch (c)
        {
            case 'p':
                printer.Write("_");
                break;
            case 'h' or 't' or 'm' or 'y' or 'o' or 'j':
                RustV0Literals.PrintInteger(printer);
                break;
            case 'a' or 's' or 'l' or 'x' or 'n' or 'i':
                printer.Write(input.Accept('n') ? "-" : "");
                RustV0Literals.PrintInteger(printer);
                break;
            case 'b':
                RustV0Literals.PrintBoolean(printer);
                break;
            case 'c':
                RustV0Literals.PrintCharacter(printer);
                break;
            case 'e':
                printer.Write(open + "*");
                RustV0Literals.PrintString(printer);
                printer.Write(close);
                break;
            case 'R' when input.Accept('e'):
                RustV0Literals.PrintString(printer);
                break;
            case 'R' or 'Q':
                printer.Write(open + (c == 'R' ? "&" : "&mut "));
                PrintValue(printer);
                printer.Write(close);
                break;
            case 'A':
                printer.Write(open + "[");
                printer.PrintList(PrintValue);
                printer.Write("]" + close);
                break;
            case 'T':
                printer.Write(open + "(");
                printer.Write(printer.PrintList(PrintValue) == 1 ? ",)" : ")");
                printer.Write(close);
                break;
            case 'V':
                printer.Write(open);
                PrintStructure(printer);
                printer.Write(close);
                break;
            case 'B':
                printer.PrintBackReference(inValue, PrintConstant);
                break;
            default:
                input.Fail();
                break;
        }

        input.Leave();
    }

    private static void PrintValue(RustV0Printer printer) => PrintConstant(printer, inValue: true);

    private static void PrintStructure(RustV0Printer printer)
    {
        RustV0Paths.PrintPath(printer, inValue: true);
        switch (printer.Input.ReadChar())
        {
            case 'U':
                break;
            case 'T':
                printer.Write("(");
                printer.PrintList(PrintValue);
                printer.Write(")");
                break;
            case 'S':
                printer.Write(" { ");
                printer.PrintList(PrintField);
                printer.Write(" }");
                break;
            default:
                printer.Input.Fail();
                break;
        }
    }

    private static void PrintField(RustV0Printer printer)
    {
        printer.Input.ReadDisambiguator();
        printer.Write(printer.Input.ReadIdentifier());
        printer.Write(": ");
        PrintValue(printer);
    }
}
