using System.Globalization;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// What V8 writes with <c>--perf-basic-prof</c>: <c>KIND:[marker]name file:line:column</c>. The marker gives the tier:
/// <c>~</c> interpreted, <c>^</c> baseline, <c>+</c> and <c>*</c> optimized. Kinds were LazyCompile, Function, Script and Eval
/// before V8 11 and are JS and Eval since; generated code is Builtin, BytecodeHandler, Stub, Handler or RegExp.
/// </summary>
internal static class V8Names
{
    private const string Engine = "[v8]";

    public static bool TryParse(ReadOnlySpan<char> text, out ManagedName name)
    {
        name = default;
        var colon = text.IndexOf(':');
        if (colon <= 0)
        {
            return false;
        }

        var rest = text[(colon + 1)..];
        switch (text[..colon])
        {
            case "JS" or "LazyCompile" or "Function" or "Script" or "Eval" or "Callback" or "Module":
                name = ParseScript(rest, isEval: text[..colon] is "Eval");
                return true;
            case "Builtin" or "Stub" or "BytecodeHandler" or "Handler" or "CEntryStub":
                name = new ManagedName(new FunctionName(Engine, text[..colon] is "Builtin" ? rest.ToString() : text.ToString()), FrameKind.Stub,
                    text[..colon] is "BytecodeHandler" ? CodeTier.Interpreted : CodeTier.None);
                return true;
            case "RegExp":
                name = new ManagedName(new FunctionName("[regexp]", $"/{rest}/"), FrameKind.Jit);
                return true;
            case "wasm-function" or "Wasm" or "WASM":
                name = new ManagedName(new FunctionName("[wasm]", rest.ToString()), FrameKind.Jit);
                return true;
            default:
                return false;
        }
    }

    private static ManagedName ParseScript(ReadOnlySpan<char> text, bool isEval)
    {
        var tier = text is [] ? CodeTier.None : text[0] switch
        {
            '~' => CodeTier.Interpreted,
            '^' => CodeTier.QuickJitted,
            '+' or '*' => CodeTier.Optimized,
            _ => CodeTier.None,
        };
        text = tier == CodeTier.None ? text : text[1..];
        var split = PlaceStart(text);
        var function = text[..split].Trim();
        var file = text[split..].Trim();
        var column = TakeNumber(ref file);
        var line = TakeNumber(ref file);
        if (line == 0)
        {
            (line, column) = (column, 0);
        }

        var module = ScriptFile.GetModule(file, isEval ? "[eval]" : "[script]");
        var name = !function.IsEmpty ? function.ToString()
            : isEval && file.IsEmpty ? "(eval)" : line == 1 && column == 1 ? "(top level)" : "(anonymous)";
        return new ManagedName(new FunctionName(module, name), FrameKind.Jit, tier,
            line > 0 && !file.IsEmpty ? new SourcePosition(file.ToString(), line, column) : null);
    }

    // Names may hold blanks, as in "get size" and { 'a b'() {} }, and so may paths; a path starts with one of these.
    private static int PlaceStart(ReadOnlySpan<char> text)
    {
        var best = -1;
        foreach (var start in (ReadOnlySpan<string>)[" /", " node:", " file:", " http:", " https:", " webpack", " wasm:"])
        {
            var at = text.IndexOf(start);
            best = at >= 0 && (best < 0 || at < best) ? at : best;
        }

        return best >= 0 ? best : Math.Max(text.LastIndexOf(' '), 0);
    }

    private static int TakeNumber(ref ReadOnlySpan<char> text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return 0;
        }

        text = text[..colon];
        return number;
    }
}
