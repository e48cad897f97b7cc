using System.Text;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// The parts of a method's name as .NET's runtime writes it:
/// <code>
///   instance bool [System.Text.Json] System.Text.Json.Utf8JsonReader::ConsumeValue(uint8)
///   ───┬──── ─┬── ────────┬───────── ───────────────┬───────────────  ─────┬────── ──┬──
///      │    result     module                    declaring               method  parameters
/// </code>
/// </summary>
internal sealed class ParsedRuntimeName
{
    /// <summary>The return type in C# form.</summary>
    public string ReturnType { get; private set; } = "";

    public string Module { get; private set; } = "";

    public TypePath DeclaringType { get; } = new();

    public string Method { get; private set; } = "";

    /// <summary>In C# form, with the parentheses.</summary>
    public string Parameters { get; private set; } = "";

    /// <summary>Null where the text is not of that form.</summary>
    public static ParsedRuntimeName? TryParse(ReadOnlySpan<char> text)
    {
        var signature = new ParsedRuntimeName();
        return signature.Parse(text) ? signature : null;
    }

    private bool Parse(ReadOnlySpan<char> text)
    {
        var reader = new TypeReader(text);
        _ = reader.Accept("instance ");
        _ = reader.Accept("explicit ");
        _ = reader.Accept("vararg ");
        var resultStart = reader.Position;
        if (!reader.TryReadType(new StringBuilder(), null) || !reader.Accept(" ["))
        {
            return false;
        }

        var resultEnd = reader.Position - 2;
        var moduleEnd = text[reader.Position..].IndexOf("] ");
        if (moduleEnd < 0)
        {
            return false;
        }

        Module = text.Slice(reader.Position, moduleEnd).ToString();
        reader.Position += moduleEnd + 2;
        if (!reader.TryReadPath(DeclaringType, null) || !reader.Accept("::"))
        {
            return false;
        }

        var methodLength = MethodLength(text[reader.Position..]);
        if (methodLength <= 0)
        {
            return false;
        }

        Method = WithoutInstance(text.Slice(reader.Position, methodLength)).ToString();
        reader.Position += methodLength + 1;
        var parameters = new StringBuilder("(");
        if (!reader.TryReadList(parameters, ')', DeclaringType.Arguments, withoutClosures: Method is ['<', ..]))
        {
            return false;
        }

        Parameters = parameters.Append(')').ToString();
        var result = new TypeReader(text[resultStart..resultEnd]);
        var spelled = new StringBuilder();
        ReturnType = result.TryReadType(spelled, DeclaringType.Arguments) ? spelled.ToString() : "";
        return true;
    }

    // A method's name may hold parentheses only inside angle brackets: IFoo<(int a, int b)>.Bar.
    private static int MethodLength(ReadOnlySpan<char> text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '<':
                    depth++;
                    break;
                case '>':
                    depth--;
                    break;
                case '(' when depth <= 0:
                    return i;
            }
        }

        return text.IndexOf('(');
    }

    // Foo[System.Int32] is Foo: only precompiled code's names could say what a generic method was made for, and a method
    // must have one name in all its tiers.
    private static ReadOnlySpan<char> WithoutInstance(ReadOnlySpan<char> method) =>
        method is [.., ']'] && method.IndexOf('[') is > 0 and var open ? method[..open] : method;
}
