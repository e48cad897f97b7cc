using System.Text;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// What a Java runtime writes with <c>-XX:+DumpPerfMapAtExit</c>: <c>int pkg.Type.method(java.lang.String, int)</c> for methods, and
/// names without parentheses for its own code (<c>Interpreter</c>, <c>SafepointBlob</c>). Agents write <c>Lpkg/Type;::method</c>.
/// </summary>
internal static class HotSpotNames
{
    private const string Methods = "[java]";
    private const string Runtime = "[hotspot]";

    /// <summary>A name that every map of a Java runtime has, and no other.</summary>
    public static bool IsHotSpotMarker(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("I2C/C2I adapters"u8) || name.SequenceEqual("vtable chunks"u8) || name.SequenceEqual("StubRoutines (1)"u8)
        || name.SequenceEqual("DeoptimizationBlob"u8);

    public static ManagedName Parse(ReadOnlySpan<char> text)
    {
        if (TryParseDescriptor(text, out var name))
        {
            return name;
        }

        var open = text.IndexOf('(');
        var blank = open < 0 ? -1 : text[..open].LastIndexOf(' ');
        // "StubRoutines (1)" has no parameters.
        if (blank <= 0 || blank == open - 1 || text[^1] != ')')
        {
            return new ManagedName(new FunctionName(Runtime, text.IsEmpty ? "[unnamed]" : text.ToString()), FrameKind.Stub,
                text is "Interpreter" ? CodeTier.Interpreted : CodeTier.None);
        }

        var output = new StringBuilder(text.Length);
        AppendMethod(output, text[(blank + 1)..open]);
        AppendParameters(output, text[open..]);
        return new ManagedName(new FunctionName(Methods, output.ToString()), FrameKind.Jit);
    }

    /// <summary><c>Lpkg/Type;::method</c>, with a signature after it or not.</summary>
    public static bool TryParseDescriptor(ReadOnlySpan<char> text, out ManagedName name)
    {
        name = default;
        var link = text.IndexOf(";::");
        if (text is not ['L', ..] || link < 2)
        {
            return false;
        }

        var method = text[(link + 3)..];
        var open = method.IndexOf('(');
        var output = new StringBuilder(text.Length);
        AppendMethod(output, $"{text[1..link].ToString().Replace('/', '.')}.{(open < 0 ? method : method[..open])}");
        name = new ManagedName(new FunctionName(Methods, output.ToString()), FrameKind.Jit);
        return true;
    }

    // B.lambda$main$1 is B.main lambda#1; B$$Lambda$10/0x00007fa1480026a0.apply is B$$Lambda.apply: counters and addresses change
    // from run to run.
    private static void AppendMethod(StringBuilder output, ReadOnlySpan<char> path)
    {
        var dot = path.LastIndexOf('.');
        var type = dot < 0 ? default : path[..dot];
        var method = path[(dot + 1)..];
        var hidden = type.IndexOfAny("/+");
        if (hidden > 0 && type[(hidden + 1)..].StartsWith("0x"))
        {
            type = type[..hidden];
        }

        var lambda = type.IndexOf("$$Lambda");
        output.Append(lambda < 0 ? type : type[..(lambda + "$$Lambda".Length)]).Append(dot < 0 ? "" : ".");
        if (method.StartsWith("lambda$") && method.LastIndexOf('$') is > 7 and var ordinal)
        {
            output.Append(method[7..ordinal]).Append(" lambda#").Append(method[(ordinal + 1)..]);
        }
        else
        {
            output.Append(method);
        }
    }

    private static void AppendParameters(StringBuilder output, ReadOnlySpan<char> text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is not ('(' or ')' or ',' or ' '))
            {
                continue;
            }

            var type = text[start..i];
            output.Append(type[(type.LastIndexOf('.') + 1)..]).Append(i < text.Length ? text.Slice(i, 1) : default);
            start = i + 1;
        }
    }
}
