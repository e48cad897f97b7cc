namespace PerfHarness.Symbols.Names;

/// <summary>A position in the text of a runtime name, with the tokens that <see cref="TypeReader"/> and <see cref="TypeSegmentReader"/>
/// share.</summary>
internal ref struct TypeCursor(ReadOnlySpan<char> text)
{
    private const int MaxDigits = 5;
    private readonly ReadOnlySpan<char> _text = text;

    public int Position { get; set; }

    public readonly bool IsAtEnd => Position >= _text.Length;

    public readonly char Current => Position < _text.Length ? _text[Position] : '\0';

    public readonly char Next => Position + 1 < _text.Length ? _text[Position + 1] : '\0';

    public readonly ReadOnlySpan<char> Rest => _text[Math.Min(Position, _text.Length)..];

    /// <summary>A <c>[</c> here opens an array's bounds, not type arguments.</summary>
    public readonly bool IsArray => Current == '[' && (Next is ']' or ',' or '*' or '.' || char.IsAsciiDigit(Next));

    /// <summary>A blank or a colon ends a name only where something follows that the notation puts there.</summary>
    public readonly bool IsNameEnd => Current switch
    {
        ':' => Next == ':',
        ' ' => Rest.Length == 1 || Next is '*' or '[' or '/' || Rest.StartsWith(" modreq(") || Rest.StartsWith(" modopt(")
            || Rest.StartsWith(" pinned"),
        _ => false,
    };

    public readonly ReadOnlySpan<char> Since(int start) => _text[start..Position];

    public bool Accept(string word)
    {
        if (!Rest.StartsWith(word, StringComparison.Ordinal))
        {
            return false;
        }

        Position += word.Length;
        return true;
    }

    public bool TryReadNumber(out int number)
    {
        number = 0;
        var start = Position;
        for (; char.IsAsciiDigit(Current) && Position - start < MaxDigits; Position++)
        {
            number = (number * 10) + (Current - '0');
        }

        return Position > start;
    }

    /// <summary>Skips to just after the text; false where it does not occur.</summary>
    public bool TrySkipPast(string text)
    {
        var end = Rest.IndexOf(text, StringComparison.Ordinal);
        Position = end < 0 ? _text.Length : Position + end + text.Length;
        return end >= 0;
    }

    /// <summary>Skips <c> /* MT: 0x7f98 */</c>.</summary>
    public void SkipComment()
    {
        if (Accept(" /*"))
        {
            _ = TrySkipPast("*/");
        }
    }

    public void SkipBlanks()
    {
        while (Current == ' ')
        {
            Position++;
        }
    }
}
