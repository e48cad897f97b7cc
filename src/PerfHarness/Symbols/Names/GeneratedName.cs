using System.Text;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// Maps compiler-generated identifiers to the source's. Roslyn's have the form
/// <c>&lt;origin&gt;k rest</c>, with a letter k for the kind; rest holds ordinals. That of a method in its type is dropped, since an
/// edit anywhere in the type changes it; that of a lambda in its method is kept, since nothing else tells two lambdas apart.
/// Visual Basic's have a <c>$</c>, F#'s an <c>@line</c>, which is kept for the same reason.
/// </summary>
internal static class GeneratedName
{
    /// <summary>How a type that holds captured variables is shown.</summary>
    public const string Closure = "closure";

    private const int MaxDepth = 8;

    /// <summary>Index of the '&gt;' that closes the '&lt;' at the start, or -1.</summary>
    public static int ClosingAngle(ReadOnlySpan<char> text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '<' => 1, '>' => -1, _ => 0 };
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>What a type is for. <paramref name="origin"/> is the identifier it was made from, or empty.</summary>
    public static GeneratedTypeKind Classify(ReadOnlySpan<char> type, out ReadOnlySpan<char> origin)
    {
        origin = default;
        if (type is ['<', ..] && ClosingAngle(type) is > 0 and var close)
        {
            var rest = type[(close + 1)..];
            if (rest is ['d'] || rest.StartsWith("d__"))
            {
                origin = type[1..close];
                return GeneratedTypeKind.StateMachine;
            }

            // <>c, <>c__2 (of a generic method), <>c__DisplayClass3_0, <>c__3`1
            return close == 1 && (rest is ['c'] || rest.StartsWith("c__")) ? GeneratedTypeKind.Closure : GeneratedTypeKind.None;
        }

        if (type.StartsWith("VB$StateMachine_"))
        {
            origin = AfterOrdinal(type["VB$StateMachine_".Length..]);
            return GeneratedTypeKind.StateMachine;
        }

        if (type.StartsWith("_Closure$__"))
        {
            return GeneratedTypeKind.Closure;
        }

        if (FSharpOrigin(type) is { IsEmpty: false } name)
        {
            origin = name;
            return GeneratedTypeKind.FSharpClosure;
        }

        return GeneratedTypeKind.None;
    }

    /// <summary>Appends a type's own name as in the source.</summary>
    public static void AppendType(StringBuilder output, ReadOnlySpan<char> type)
    {
        switch (Classify(type, out var origin))
        {
            case GeneratedTypeKind.StateMachine:
                AppendOrigin(output, origin, 0);
                output.Append(" state machine");
                break;
            case GeneratedTypeKind.Closure:
                output.Append(Closure);
                break;
            case GeneratedTypeKind.FSharpClosure:
                output.Append(origin).Append(" closure");
                break;
            default:
                AppendPlainType(output, type);
                break;
        }
    }

    /// <summary>Appends a method's name: <c>Work</c>, <c>Work lambda</c>, <c>Work.Local</c>, <c>IList&lt;T&gt;.get_Item</c>.</summary>
    public static void AppendMethod(StringBuilder output, ReadOnlySpan<char> method) => AppendOrigin(output, method, 0);

    private static void AppendOrigin(StringBuilder output, ReadOnlySpan<char> name, int depth)
    {
        if (name is not ['<', ..] && depth < MaxDepth && name.LastIndexOf('#') is > 0 and var number
            && name[(number + 1)..].IndexOfAnyExceptInRange('0', '9') < 0)
        {
            // An overload's number (GeneratedMembers).
            AppendOrigin(output, name[..number], depth + 1);
            output.Append(name[number..]);
        }
        else if (name is ['<', ..] && depth < MaxDepth && ClosingAngle(name) is > 0 and var close)
        {
            AppendGenerated(output, name[1..close], name[(close + 1)..], depth);
        }
        else if (name.StartsWith("_Lambda$__"))
        {
            output.Append("lambda").Append(OwnOrdinal(name["_Lambda$__".Length..].TrimStart('R')));
        }
        else
        {
            var plain = FSharpOrigin(name);
            if (OperatorNames.TryFormat(name, null) is { } spelled)
            {
                output.Append(spelled);
                return;
            }

            if (plain.IsEmpty)
            {
                InterfaceMember.Append(output, name);
            }
            else
            {
                output.Append(plain);
            }
        }
    }

    private static void AppendGenerated(StringBuilder output, ReadOnlySpan<char> origin, ReadOnlySpan<char> rest, int depth)
    {
        if (rest.StartsWith("g__"))
        {
            AppendOrigin(output, origin, depth + 1);
            var bar = rest.LastIndexOf('|');
            output.Append('.').Append(bar < 0 ? rest[3..] : rest[3..bar]);
        }
        else if (rest.StartsWith("b__"))
        {
            AppendOrigin(output, origin, depth + 1);
            output.Append(" lambda").Append(OwnOrdinal(rest[3..]));
        }
        else if (rest is ['d'] || rest.StartsWith("d__"))
        {
            AppendOrigin(output, origin, depth + 1);
            output.Append(" state machine");
        }
        else if (rest.StartsWith("n__"))
        {
            output.Append("base call").Append(OwnOrdinal(rest[3..]));
        }
        else if (rest.StartsWith("m__Finally"))
        {
            output.Append("finally").Append(OwnOrdinal(rest["m__Finally".Length..]));
        }
        else if (!origin.IsEmpty)
        {
            // <Main>$, <Clone>$, <Main>: what is between the brackets says it.
            AppendOrigin(output, origin, depth + 1);
        }
        else
        {
            output.Append(WithoutOrdinal(AfterKind(rest)));
        }
    }

    private static void AppendPlainType(StringBuilder output, ReadOnlySpan<char> type)
    {
        if (type is not ['<', ..] || ClosingAngle(type) is not (> 0 and var close) || close == type.Length - 1)
        {
            output.Append(type.StartsWith("VB$AnonymousType_") ? "AnonymousType"
                : type.StartsWith("VB$AnonymousDelegate_") ? "AnonymousDelegate" : type);
            return;
        }

        var rest = type[(close + 1)..];
        if (close > 1 && rest is ['F', ..] && rest.IndexOf("__") is > 0 and var file)
        {
            // file class Foo: <File>F<hash>__Foo
            output.Append(rest[(file + 2)..]);
        }
        else if (rest is ['$', ..])
        {
            output.Append("extension");
        }
        else if (close > 1)
        {
            AppendOrigin(output, type[1..close], 1);
        }
        else if (rest.StartsWith("f__AnonymousType"))
        {
            output.Append("AnonymousType");
        }
        else if (rest is ['A' or 'F', '{', ..] or ['f', '_', '_', 'A', ..])
        {
            output.Append("AnonymousDelegate");
        }
        else if (rest is ['o' or 'O', ..])
        {
            output.Append("call sites");
        }
        else
        {
            // <>z__ReadOnlyArray, <>y__InlineArray3 (whose number is its length)
            output.Append(AfterKind(rest));
        }
    }

    // "#3" of "0_3" (the method's ordinal in its type, the lambda's in the method), "3" and Visual Basic's "0-3".
    private static string OwnOrdinal(ReadOnlySpan<char> ordinals)
    {
        var edit = ordinals.IndexOf('#');
        var own = edit < 0 ? ordinals : ordinals[..edit];
        own = own[(own.LastIndexOfAny('_', '-') + 1)..];
        return own.IsEmpty || own.IndexOfAnyExceptInRange('0', '9') >= 0 ? "" : $"#{own}";
    }

    private static ReadOnlySpan<char> AfterKind(ReadOnlySpan<char> rest) =>
        rest.Length > 3 && char.IsAsciiLetter(rest[0]) && rest[1] == '_' && rest[2] == '_' ? rest[3..] : rest;

    private static ReadOnlySpan<char> WithoutOrdinal(ReadOnlySpan<char> name)
    {
        var plain = name.TrimEnd("0123456789_|");
        return plain.IsEmpty ? "generated" : plain;
    }

    // "1_Work"
    private static ReadOnlySpan<char> AfterOrdinal(ReadOnlySpan<char> text)
    {
        var rest = text.TrimStart("0123456789");
        return rest is ['_', _, ..] ? rest[1..] : text;
    }

    // work@12, work@12-3, work@12T: the line, a counter, and a mark for generic ones, which goes.
    private static ReadOnlySpan<char> FSharpOrigin(ReadOnlySpan<char> name)
    {
        var at = name.LastIndexOf('@');
        if (at <= 0 || at + 1 >= name.Length || !char.IsAsciiDigit(name[at + 1]))
        {
            return default;
        }

        var rest = name[(at + 1)..].TrimStart("0123456789-");
        if (rest is not ([] or ['T']))
        {
            return default;
        }

        // "Pipe #1 stage #2 at line 14@14-1" is pipe@14-1.
        var end = name[^1] == 'T' ? name.Length - 1 : name.Length;
        return name.StartsWith("Pipe #") ? $"pipe{name[at..end]}" : name[..end];
    }
}
