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
/// type arguments. Comments (<c>/* MT: 0x7f98 */</c>) are skipped. Nesting is limited; for unknown notation the methods return
/// false, and the caller uses the text itself.
/// </summary>
internal ref struct TypeReader(ReadOnlySpan<char> text)
{
    private const int MaxDepth = 24;
    private TypeCursor _cursor = new(text);
    private int _depth;

    public int Position
    {
        readonly get => _cursor.Position;
        set => _cursor.Position = value;
    }

    public bool Accept(string word) => _cursor.Accept(word);

    /// <summary>Appends a type in its short C# form.</summary>
    /// <param name="arguments">What <c>!0</c>, <c>!1</c>… refer to.</param>
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
        while (!_cursor.IsAtEnd)
        {
            _cursor.SkipBlanks();
            if (_cursor.Current == close)
            {
                _cursor.Position++;
                return true;
            }

            if (!first && !_cursor.Accept(","))
            {
                return false;
            }

            var before = output.Length;
            output.Append(first || output[before - 1] == '(' ? "" : ", ");
            first = false;
            _cursor.SkipBlanks();
            var start = output.Length;
            if (_cursor.Accept("..."))
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
        if (_cursor.Current == '[' && !_cursor.TrySkipPast("]"))
        {
            return false;
        }

        do
        {
            if (!TypeSegmentReader.TryRead(ref _cursor, path))
            {
                return false;
            }
        }
        while (_cursor.Accept("+") || _cursor.Accept("/"));

        _cursor.SkipComment();
        return _cursor.Current switch
        {
            '<' => TryReadArguments(path, ">", arguments),
            '[' when !_cursor.IsArray => TryReadArguments(path, "]", arguments),
            _ => true,
        };
    }

    private bool TryReadCore(StringBuilder output, List<string>? arguments)
    {
        if (_cursor.Accept("!!"))
        {
            return _cursor.TryReadNumber(out var index) && Append(output, index, null);
        }

        if (_cursor.Accept("!"))
        {
            return _cursor.TryReadNumber(out var index) && Append(output, index, arguments);
        }

        if (_cursor.Accept("method "))
        {
            return TryReadFunctionPointer(output, arguments);
        }

        _ = _cursor.Accept("class ") || _cursor.Accept("valuetype ") || _cursor.Accept("value class ");
        var start = _cursor.Position;
        var path = new TypePath();
        if (!TryReadPath(path, arguments))
        {
            return false;
        }

        if (TypeKeywords.TryGet(_cursor.Since(start).Trim(), out var keyword)
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
        if (_cursor.Accept("unmanaged "))
        {
            output.Append(" unmanaged");
        }

        _ = _cursor.Accept("cdecl ") || _cursor.Accept("stdcall ") || _cursor.Accept("thiscall ") || _cursor.Accept("fastcall ")
            || _cursor.Accept("vararg ") || _cursor.Accept("instance ");
        var result = new StringBuilder();
        if (!TryReadType(result, arguments))
        {
            return false;
        }

        // The type's suffixes may have taken the star that belongs to the notation.
        if (result[^1] == '*' && _cursor.Current == '(')
        {
            result.Length--;
        }
        else if (!_cursor.Accept(" *") && !_cursor.Accept("*"))
        {
            return false;
        }

        output.Append('<');
        var start = output.Length;
        if (!_cursor.Accept("(") || !TryReadList(output, ')', arguments))
        {
            return false;
        }

        output.Append(output.Length > start ? ", " : "").Append(result).Append('>');
        return true;
    }

    private bool TryReadSuffixes(StringBuilder output, int start, List<string>? arguments)
    {
        while (!_cursor.IsAtEnd)
        {
            _cursor.SkipComment();
            if (_cursor.Accept("&"))
            {
                output.Insert(start, "ref ");
            }
            else if (_cursor.Accept("*"))
            {
                output.Append('*');
            }
            else if (_cursor.IsArray)
            {
                ReadArray(output);
            }
            else if (_cursor.Accept(" modreq(") || _cursor.Accept(" modopt("))
            {
                if (!TryReadList(new StringBuilder(), ')', arguments))
                {
                    return false;
                }
            }
            else if (!_cursor.Accept(" pinned"))
            {
                break;
            }
        }

        return true;
    }

    // Bounds are left out: "[0...,0...]" is "[,]".
    private void ReadArray(StringBuilder output)
    {
        _cursor.Position++;
        output.Append('[');
        for (; !_cursor.IsAtEnd && _cursor.Current != ']'; _cursor.Position++)
        {
            _ = _cursor.Current == ',' ? output.Append(',') : output;
        }

        _cursor.Position++;
        output.Append(']');
    }

    private bool TryReadArguments(TypePath path, string close, List<string>? arguments)
    {
        _cursor.Position++;
        while (!_cursor.IsAtEnd)
        {
            var argument = new StringBuilder();
            _cursor.SkipBlanks();
            if (!TryReadType(argument, arguments))
            {
                return false;
            }

            path.Arguments.Add(argument.ToString());
            if (_cursor.Accept(","))
            {
                continue;
            }

            return _cursor.Accept(close);
        }

        return false;
    }
}
