using System.Globalization;
using System.Text;

namespace PerfHarness.Demangling;

/// <summary>
/// Rust's own mangling (RFC 2603): <c>_RNvNtCs1234_7mycrate3foo3bar</c> is <c>mycrate::foo::bar</c>. Crate hashes and the
/// types of constants are left out, as the short forms of the usual tools do.
/// A reader that walks the symbol once; back references (<c>B_</c>) send it back to what it has read already, so depth,
/// steps and output are bounded.
/// </summary>
internal ref struct RustV0
{
    private const int MaxDepth = 300;
    private const int MaxSteps = 200_000;

    private readonly string _symbol;
    private readonly StringBuilder _text;
    private int _at;
    private int _depth;
    private int _steps;
    private ulong _lifetimes;
    private bool _silent;
    private bool _failed;

    private RustV0(string symbol)
    {
        (_symbol, _text, _at) = (symbol, new StringBuilder(symbol.Length * 2), 0);
    }

    /// <summary>The path, or null where the symbol is not of this kind.</summary>
    public static string? TryDemangle(string symbol)
    {
        var end = symbol.IndexOf('.', StringComparison.Ordinal);
        var body = end < 0 ? symbol[2..] : symbol[2..end];
        if (body.Length == 0 || !char.IsAsciiLetterUpper(body[0]) || body.AsSpan().IndexOfAnyExcept(Letters) >= 0)
        {
            return null;
        }

        var reader = new RustV0(body);
        reader.Path(inValue: true);
        if (!reader._failed && reader._at < body.Length)
        {
            // The crate that instantiated it says nothing about the function.
            reader._silent = true;
            reader.Path(inValue: false);
        }

        return reader._failed || reader._at != body.Length || reader._text.Length == 0 ? null
            : reader._text + (end < 0 ? "" : RustLegacy.CloneSuffix(symbol, end));
    }

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private void Path(bool inValue)
    {
        if (!Enter())
        {
            return;
        }

        switch (Next())
        {
            case 'C':
                Disambiguator();
                Identifier(out var crate);
                Write(crate);
                break;
            case 'N':
                Nested(inValue);
                break;
            case 'M':
                ImplPath();
                Write("<");
                Type();
                Write(">");
                break;
            case 'X':
                ImplPath();
                TypeAsTrait();
                break;
            case 'Y':
                TypeAsTrait();
                break;
            case 'I':
                Path(inValue);
                Write(inValue ? "::<" : "<");
                List(static (ref RustV0 r) => r.GenericArgument());
                Write(">");
                break;
            case 'B':
                Back(inValue, static (ref RustV0 r, bool v) => r.Path(v));
                break;
            default:
                _failed = true;
                break;
        }

        _depth--;
    }

    private void Nested(bool inValue)
    {
        var space = Next();
        if (!char.IsAsciiLetter(space))
        {
            _failed = true;
            return;
        }

        Path(inValue);
        var disambiguator = Disambiguator();
        Identifier(out var name);
        if (char.IsAsciiLetterUpper(space))
        {
            Write("::{");
            Write(space switch { 'C' => "closure", 'S' => "shim", _ => space.ToString() });
            if (name.Length > 0)
            {
                Write(":");
                Write(name);
            }

            Write(string.Create(CultureInfo.InvariantCulture, $"#{disambiguator}}}"));
        }
        else if (name.Length > 0)
        {
            Write("::");
            Write(name);
        }
    }

    // The path of the impl block; what is shown is the type.
    private void ImplPath()
    {
        Disambiguator();
        var before = _silent;
        _silent = true;
        Path(inValue: false);
        _silent = before;
    }

    private void TypeAsTrait()
    {
        Write("<");
        Type();
        Write(" as ");
        Path(inValue: false);
        Write(">");
    }

    private void GenericArgument()
    {
        if (Take('L'))
        {
            Lifetime(Base62());
        }
        else if (Take('K'))
        {
            Constant(inValue: false);
        }
        else
        {
            Type();
        }
    }

    private void Type()
    {
        if (!Enter())
        {
            return;
        }

        var c = Next();
        switch (c)
        {
            case 'R' or 'Q':
                Write("&");
                if (Take('L') && Base62() is > 0 and var lifetime)
                {
                    Lifetime(lifetime);
                    Write(" ");
                }

                Write(c == 'Q' ? "mut " : "");
                Type();
                break;
            case 'P' or 'O':
                Write(c == 'P' ? "*const " : "*mut ");
                Type();
                break;
            case 'A':
                Write("[");
                Type();
                Write("; ");
                Constant(inValue: true);
                Write("]");
                break;
            case 'S':
                Write("[");
                Type();
                Write("]");
                break;
            case 'T':
                Write("(");
                Write(List(static (ref RustV0 r) => r.Type()) == 1 ? ",)" : ")");
                break;
            case 'F':
                InBinder(static (ref RustV0 r) => r.FunctionPointer());
                break;
            case 'D':
                Write("dyn ");
                InBinder(static (ref RustV0 r) => r.List(static (ref RustV0 q) => q.DynTrait(), " + "));
                if (!Take('L'))
                {
                    _failed = true;
                }
                else if (Base62() is > 0 and var bound)
                {
                    Write(" + ");
                    Lifetime(bound);
                }

                break;
            case 'B':
                Back(false, static (ref RustV0 r, bool _) => r.Type());
                break;
            default:
                if (BasicType(c) is { } basic)
                {
                    Write(basic);
                }
                else
                {
                    _at--;
                    Path(inValue: false);
                }

                break;
        }

        _depth--;
    }

    private void FunctionPointer()
    {
        Write(Take('U') ? "unsafe " : "");
        if (Take('K'))
        {
            var abi = "C";
            if (!Take('C'))
            {
                Identifier(out abi);
                abi = abi.Replace('_', '-');
            }

            Write($"extern \"{abi}\" ");
        }

        Write("fn(");
        List(static (ref RustV0 r) => r.Type());
        Write(")");
        if (!Take('u'))
        {
            Write(" -> ");
            Type();
        }
    }

    // A trait whose associated types follow: `p` name type.
    private void DynTrait()
    {
        var open = PathWithOpenGenerics();
        while (!_failed && Take('p'))
        {
            Write(open ? ", " : "<");
            open = true;
            Identifier(out var name);
            Write(name);
            Write(" = ");
            Type();
        }

        Write(open ? ">" : "");
    }

    private bool PathWithOpenGenerics()
    {
        var open = false;
        if (!Enter())
        {
            return open;
        }

        if (Take('B'))
        {
            var returnTo = BackTarget();
            if (!_failed)
            {
                var here = _at;
                _at = returnTo;
                open = PathWithOpenGenerics();
                _at = here;
            }
        }
        else if (Take('I'))
        {
            Path(inValue: false);
            Write("<");
            List(static (ref RustV0 r) => r.GenericArgument());
            open = true;
        }
        else
        {
            Path(inValue: false);
        }

        _depth--;
        return open;
    }

    private void Constant(bool inValue)
    {
        if (!Enter())
        {
            return;
        }

        var c = Next();
        switch (c)
        {
            case 'p':
                Write("_");
                break;
            case 'h' or 't' or 'm' or 'y' or 'o' or 'j':
                Integer();
                break;
            case 'a' or 's' or 'l' or 'x' or 'n' or 'i':
                Write(Take('n') ? "-" : "");
                Integer();
                break;
            case 'b':
                Write(HexDigits() switch { "0" => "false", "1" => "true", _ => Fail() });
                break;
            case 'c':
                Character();
                break;
            case 'e':
                Write(inValue ? "*" : "{*");
                Text();
                Write(inValue ? "" : "}");
                break;
            case 'R' when Take('e'):
                Text();
                break;
            case 'R' or 'Q':
                Write(inValue ? "" : "{");
                Write(c == 'R' ? "&" : "&mut ");
                Constant(inValue: true);
                Write(inValue ? "" : "}");
                break;
            case 'A':
                Write(inValue ? "[" : "{[");
                List(static (ref RustV0 r) => r.Constant(inValue: true));
                Write(inValue ? "]" : "]}");
                break;
            case 'T':
                Write(inValue ? "(" : "{(");
                Write(List(static (ref RustV0 r) => r.Constant(inValue: true)) == 1 ? ",)" : ")");
                Write(inValue ? "" : "}");
                break;
            case 'V':
                Write(inValue ? "" : "{");
                Structure();
                Write(inValue ? "" : "}");
                break;
            case 'B':
                Back(inValue, static (ref RustV0 r, bool v) => r.Constant(v));
                break;
            default:
                _failed = true;
                break;
        }

        _depth--;
    }

    private void Structure()
    {
        Path(inValue: true);
        switch (Next())
        {
            case 'U':
                break;
            case 'T':
                Write("(");
                List(static (ref RustV0 r) => r.Constant(inValue: true));
                Write(")");
                break;
            case 'S':
                Write(" { ");
                List(static (ref RustV0 r) =>
                {
                    r.Disambiguator();
                    r.Identifier(out var field);
                    r.Write(field);
                    r.Write(": ");
                    r.Constant(inValue: true);
                });
                Write(" }");
                break;
            default:
                _failed = true;
                break;
        }
    }

    private void Integer()
    {
        var hex = HexDigits();
        Write(hex.Length > 16 ? "0x" + hex
            : ulong.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value.ToString(CultureInfo.InvariantCulture)
            : Fail());
    }

    private void Character()
    {
        var hex = HexDigits();
        if (hex.Length <= 6 && int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code))
        {
            Write("'");
            Escaped(new Rune(code), '\'');
            Write("'");
        }
        else
        {
            _failed = true;
        }
    }

    private void Text()
    {
        var hex = HexDigits(trim: false);
        if (hex.Length % 2 != 0)
        {
            _failed = true;
            return;
        }

        Write("\"");
        foreach (var rune in Encoding.UTF8.GetString(Convert.FromHexString(hex)).EnumerateRunes())
        {
            Escaped(rune, '"');
        }

        Write("\"");
    }

    private void Escaped(Rune rune, char quote) => Write(rune.Value switch
    {
        '\t' => "\\t",
        '\r' => "\\r",
        '\n' => "\\n",
        '\\' => "\\\\",
        0 => "\\0",
        var v when v == quote => $"\\{quote}",
        < 0x20 or 0x7f => string.Create(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
        _ => rune.ToString(),
    });

    private string HexDigits(bool trim = true)
    {
        var start = _at;
        while (_at < _symbol.Length && _symbol[_at] is (>= '0' and <= '9') or (>= 'a' and <= 'f'))
        {
            _at++;
        }

        var digits = _symbol[start.._at];
        if (!Take('_'))
        {
            _failed = true;
        }

        var trimmed = trim ? digits.TrimStart('0') : digits;
        return trim && trimmed.Length == 0 ? "0" : trimmed;
    }

    private void InBinder(Step body)
    {
        var bound = Take('G') ? Base62() + 1 : 0;
        if (_failed || bound > (ulong)_symbol.Length)
        {
            _failed = true;
            return;
        }

        if (bound > 0)
        {
            Write("for<");
            for (ulong i = 0; i < bound; i++)
            {
                Write(i > 0 ? ", " : "");
                _lifetimes++;
                Lifetime(1);
            }

            Write("> ");
        }

        body(ref this);
        _lifetimes -= bound;
    }

    private void Lifetime(ulong index)
    {
        Write("'");
        if (index == 0)
        {
            Write("_");
        }
        else if (index > _lifetimes)
        {
            // Silent reading skips binders that stand outside of what is skipped.
            _failed |= !_silent;
        }
        else
        {
            var depth = _lifetimes - index;
            Write(depth < 26 ? ((char)('a' + depth)).ToString() : string.Create(CultureInfo.InvariantCulture, $"_{depth}"));
        }
    }

    private int List(Step item, string separator = ", ")
    {
        var count = 0;
        while (!_failed && !Take('E'))
        {
            Write(count++ > 0 ? separator : "");
            item(ref this);
        }

        return count;
    }

    private void Back(bool inValue, BackStep item)
    {
        var target = BackTarget();
        // What is not shown needs no second reading.
        if (_failed || _silent)
        {
            return;
        }

        var here = _at;
        _at = target;
        item(ref this, inValue);
        _at = here;
    }

    private int BackTarget()
    {
        var from = _at - 1;
        var target = Base62();
        _failed |= target >= (ulong)from;
        return _failed ? 0 : (int)target;
    }

    private ulong Disambiguator() => Take('s') ? Base62() + 1 : 0;

    // "_" is 0, "0_" is 1, …
    private ulong Base62()
    {
        if (Take('_'))
        {
            return 0;
        }

        ulong value = 0;
        while (!_failed && !Take('_'))
        {
            var c = Next();
            var digit = c switch
            {
                >= '0' and <= '9' => c - '0',
                >= 'a' and <= 'z' => c - 'a' + 10,
                >= 'A' and <= 'Z' => c - 'A' + 36,
                _ => -1,
            };
            _failed |= digit < 0 || value > (ulong.MaxValue - 61) / 62;
            value = unchecked((value * 62) + (ulong)digit);
        }

        return unchecked(value + 1);
    }

    private void Identifier(out string name)
    {
        name = "";
        var punycode = Take('u');
        var length = 0;
        if (!char.IsAsciiDigit(Peek()))
        {
            _failed = true;
            return;
        }

        if (!Take('0'))
        {
            while (char.IsAsciiDigit(Peek()) && length <= _symbol.Length)
            {
                length = (length * 10) + Next() - '0';
            }
        }

        Take('_');
        if (length > _symbol.Length - _at)
        {
            _failed = true;
            return;
        }

        name = _symbol.Substring(_at, length);
        _at += length;
        if (punycode)
        {
            name = RustPunycode.Decode(name) ?? $"punycode{{{name}}}";
        }
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

    private bool Enter()
    {
        _failed |= ++_steps > MaxSteps || _depth >= MaxDepth;
        _depth += _failed ? 0 : 1;
        return !_failed;
    }

    private string Fail()
    {
        _failed = true;
        return "";
    }

    private readonly char Peek() => _at < _symbol.Length ? _symbol[_at] : '\0';

    private char Next()
    {
        _failed |= _at >= _symbol.Length;
        return _failed ? '\0' : _symbol[_at++];
    }

    private bool Take(char c)
    {
        if (Peek() != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Write(string text)
    {
        if (_silent || _failed)
        {
            return;
        }

        _failed |= _text.Length + text.Length > Demangler.MaxOutput;
        _text.Append(_failed ? "" : text);
    }

    private delegate void Step(ref RustV0 reader);

    private delegate void BackStep(ref RustV0 reader, bool inValue);
}
