using System.Globalization;
using System.Text;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// Reads types as .NET's runtime writes them. Two notations occur in one name, and one grammar covers both:
/// <code>
///   type   = core suffix*
///   core   = '!' n | '!!' n | 'method' type '*' '(' types ')' | ['class' | 'valuetype'] path
///   path   = ['[' assembly ']'] segment (('+' | '/') segment)* ['&lt;' types '&gt;' | '[' types ']']
///   suffix = '[]' | '[,]' | '[0...,0...]' | '*' | '&amp;' | ' modreq(' type ')' | ' modopt(' type ')' | ' pinned'
/// </code>
/// A '&lt;' at the start of a segment or of a namespace's part belongs to the name (<c>&lt;Work&gt;d__0</c>), elsewhere it opens
/// type arguments. Comments (<c>/* MT: 0x7f98 */</c>) are skipped. Nesting is limited; a reader that meets what it does
/// not know says so and the caller falls back on the text itself.
/// </summary>
internal ref struct TypeReader(ReadOnlySpan<char> text)
{
    private const int MaxDepth = 24;
    private readonly ReadOnlySpan<char> _text = text;
    private int _depth;

    public int Position { get; set; }

    public readonly bool IsAtEnd => Position >= _text.Length;

    private readonly char Current => Position < _text.Length ? _text[Position] : '\0';

    /// <summary>Appends a type in its short C# spelling.</summary>
    /// <param name="arguments">What <c>!0</c>, <c>!1</c>… stand for.</param>
    public bool TryReadType(StringBuilder output, List<string>? arguments)
    {
        if (++_depth > MaxDepth)
        {
            return false;
        }

        var start = output.Length;
        var read = TryReadCore(output, arguments) && TryReadSuffixes(output, start, arguments);
        _depth--;
        return read && output.Length > start;
    }

    /// <summary>Reads types up to the closing character, which is consumed.</summary>
    /// <param name="withoutClosures">Leave out the captured variables that the compiler passes to local functions.</param>
    public bool TryReadList(StringBuilder output, char close, List<string>? arguments, bool withoutClosures = false)
    {
        var first = true;
        while (!IsAtEnd)
        {
            SkipBlanks();
            if (Current == close)
            {
                Position++;
                return true;
            }

            if (!first && !Accept(","))
            {
                return false;
            }

            var before = output.Length;
            output.Append(first || output[before - 1] == '(' ? "" : ", ");
            first = false;
            SkipBlanks();
            var start = output.Length;
            if (Accept("..."))
            {
                output.Append("__arglist");
            }
            else if (!TryReadType(output, arguments))
            {
                return false;
            }

            if (withoutClosures && IsClosure(output.ToString(start, output.Length - start)))
            {
                output.Length = before;
            }
        }

        return false;
    }

    /// <summary>Reads a type's name and arguments.</summary>
    public bool TryReadPath(TypePath path, List<string>? arguments)
    {
        if (Current == '[')
        {
            var end = _text[Position..].IndexOf(']');
            if (end < 0)
            {
                return false;
            }

            Position += end + 1;
        }

        do
        {
            if (!TryReadSegment(path))
            {
                return false;
            }
        }
        while (Accept("+") || Accept("/"));

        SkipComment();
        return Current switch
        {
            '<' => TryReadArguments(path, '>', arguments),
            '[' when !IsArray() => TryReadArguments(path, ']', arguments),
            _ => true,
        };
    }

    public bool Accept(string word)
    {
        if (!_text[Math.Min(Position, _text.Length)..].StartsWith(word, StringComparison.Ordinal))
        {
            return false;
        }

        Position += word.Length;
        return true;
    }

    private bool TryReadCore(StringBuilder output, List<string>? arguments)
    {
        if (Accept("!!"))
        {
            return TryReadNumber(out var index) && Append(output, index, null);
        }

        if (Accept("!"))
        {
            return TryReadNumber(out var index) && Append(output, index, arguments);
        }

        if (Accept("method "))
        {
            return TryReadFunctionPointer(output, arguments);
        }

        _ = Accept("class ") || Accept("valuetype ") || Accept("value class ");
        var start = Position;
        var path = new TypePath();
        if (!TryReadPath(path, arguments))
        {
            return false;
        }

        if (TypeKeywords.TryGet(_text[start..Position].Trim(), out var keyword)
            || (path is { Segments.Count: 1, Arguments.Count: 0 } && TypeKeywords.TryGet($"{path.Namespace}.{path.Segments[0].Name}", out keyword)))
        {
            output.Append(keyword);
        }
        else
        {
            path.AppendShort(output);
        }

        return true;
    }

    // ref W.closure, ref W<int>.closure<string>
    private static bool IsClosure(ReadOnlySpan<char> type)
    {
        var generic = type is [.., '>'] ? type.LastIndexOf($".{GeneratedName.Closure}<") : -1;
        return type.StartsWith("ref ") && (generic > 0 || type.EndsWith($".{GeneratedName.Closure}"));
    }

    private static bool Append(StringBuilder output, int parameter, List<string>? arguments)
    {
        // A method's own type arguments are in no perf map, so its parameters stay what they are: T0, T1.
        _ = arguments is not null && parameter < arguments.Count
            ? output.Append(arguments[parameter])
            : output.Append(CultureInfo.InvariantCulture, $"T{parameter}");
        return true;
    }

    // "method string *(int32)", "method unmanaged cdecl uint8 *(int32)"
    private bool TryReadFunctionPointer(StringBuilder output, List<string>? arguments)
    {
        output.Append("delegate*");
        if (Accept("unmanaged "))
        {
            output.Append(" unmanaged");
        }

        _ = Accept("cdecl ") || Accept("stdcall ") || Accept("thiscall ") || Accept("fastcall ") || Accept("vararg ") || Accept("instance ");
        var result = new StringBuilder();
        if (!TryReadType(result, arguments))
        {
            return false;
        }

        // The type's suffixes may have taken the star that belongs to the notation.
        if (result[^1] == '*' && Current == '(')
        {
            result.Length--;
        }
        else if (!Accept(" *") && !Accept("*"))
        {
            return false;
        }

        output.Append('<');
        var start = output.Length;
        if (!Accept("(") || !TryReadList(output, ')', arguments))
        {
            return false;
        }

        output.Append(output.Length > start ? ", " : "").Append(result).Append('>');
        return true;
    }

    private bool TryReadSuffixes(StringBuilder output, int start, List<string>? arguments)
    {
        while (!IsAtEnd)
        {
            SkipComment();
            if (Accept("&"))
            {
                output.Insert(start, "ref ");
            }
            else if (Accept("*"))
            {
                output.Append('*');
            }
            else if (Current == '[' && IsArray())
            {
                Position++;
                output.Append('[');
                for (; !IsAtEnd && Current != ']'; Position++)
                {
                    _ = Current == ',' ? output.Append(',') : output;
                }

                Position++;
                output.Append(']');
            }
            else if (Accept(" modreq(") || Accept(" modopt("))
            {
                if (!TryReadList(new StringBuilder(), ')', arguments))
                {
                    return false;
                }
            }
            else if (!Accept(" pinned"))
            {
                break;
            }
        }

        return true;
    }

    private bool TryReadArguments(TypePath path, char close, List<string>? arguments)
    {
        Position++;
        while (!IsAtEnd)
        {
            var argument = new StringBuilder();
            SkipBlanks();
            if (!TryReadType(argument, arguments))
            {
                return false;
            }

            path.Arguments.Add(argument.ToString());
            if (Accept(","))
            {
                continue;
            }

            return Accept(close == '>' ? ">" : "]");
        }

        return false;
    }

    private bool TryReadSegment(TypePath path)
    {
        var name = new StringBuilder();
        var partStart = 0;
        var arity = 0;
        for (; !IsAtEnd; Position++)
        {
            var c = Current;
            if (c == '<' && name.Length == partStart)
            {
                var close = GeneratedName.ClosingAngle(_text[Position..]);
                if (close < 0)
                {
                    return false;
                }

                name.Append(_text.Slice(Position, close + 1));
                Position += close;
                continue;
            }

            if (c is '<' or '>' or '[' or ']' or '(' or ')' or ',' or '*' or '&' or '+' or '/' || IsNameEnd())
            {
                break;
            }

            if (c == '`' && Position + 1 < _text.Length && char.IsAsciiDigit(_text[Position + 1]))
            {
                Position++;
                if (!TryReadNumber(out arity))
                {
                    return false;
                }

                Position--;
                continue;
            }

            if (c == '\\' && Position + 1 < _text.Length)
            {
                c = _text[++Position];
            }

            name.Append(c);
            // Only the outermost type has a namespace.
            if (c == '.' && path.Segments.Count == 0 && name.Length > 1)
            {
                partStart = name.Length;
            }
        }

        if (path.Segments.Count == 0 && partStart > 0 && partStart < name.Length)
        {
            path.Namespace = name.ToString(0, partStart - 1);
            name.Remove(0, partStart);
        }

        path.Segments.Add(new TypeSegment(name.ToString(), arity));
        return name.Length > 0;
    }

    // A blank or a colon ends a name only where something follows that the notation puts there.
    private readonly bool IsNameEnd()
    {
        var rest = _text[Position..];
        return rest[0] switch
        {
            ':' => rest.StartsWith("::"),
            ' ' => rest.Length == 1 || rest[1] is '*' or '[' or '/' || rest.StartsWith(" modreq(") || rest.StartsWith(" modopt(") || rest.StartsWith(" pinned"),
            _ => false,
        };
    }

    private bool TryReadNumber(out int number)
    {
        number = 0;
        var start = Position;
        for (; char.IsAsciiDigit(Current) && Position - start < 5; Position++)
        {
            number = (number * 10) + (Current - '0');
        }

        return Position > start;
    }

    private readonly bool IsArray() =>
        Position + 1 < _text.Length && (_text[Position + 1] is ']' or ',' or '*' or '.' || char.IsAsciiDigit(_text[Position + 1]));

    private void SkipComment()
    {
        if (Accept(" /*"))
        {
            var end = _text[Position..].IndexOf("*/");
            Position = end < 0 ? _text.Length : Position + end + 2;
        }
    }

    private void SkipBlanks()
    {
        while (Current == ' ')
        {
            Position++;
        }
    }
}
