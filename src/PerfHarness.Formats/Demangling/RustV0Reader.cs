namespace PerfHarness.Formats.Demangling;

/// <summary>
/// The position in a symbol of <see cref="RustV0Demangler"/> and its smallest parts: letters, numbers, identifiers. Once it has
/// failed it stays failed and gives nothing more.
/// </summary>
internal sealed class RustV0Reader(string symbol)
{
    private const int MaxDepth = 300;
    private const int MaxSteps = 200_000;

    private int _depth;
    private int _steps;

    /// <summary>Offset of the next letter; back references set it.</summary>
    public int Position { get; set; }

    public int Length => symbol.Length;

    public bool IsAtEnd => Position == symbol.Length;

    public bool Failed { get; private set; }

    public void Fail() => Failed = true;

    /// <summary>Begins a part that can hold itself; false where there are too many of them. Ends with <see cref="Leave"/>.</summary>
    public bool Enter()
    {
        Failed |= ++_steps > MaxSteps || _depth >= MaxDepth;
        _depth += Failed ? 0 : 1;
        return !Failed;
    }

    public void Leave() => _depth--;

    public char ReadChar()
    {
        Failed |= Position >= symbol.Length;
        return Failed ? '\0' : symbol[Position++];
    }

    public bool Accept(char c)
    {
        if (Peek() != c)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>Where the back reference leads whose <c>B</c> was just read: always to before itself.</summary>
    public int ReadBackReference()
    {
        var from = Position - 1;
        var target = ReadBase62();
        Failed |= target >= (ulong)from;
        return Failed ? 0 : (int)target;
    }

    public ulong ReadDisambiguator() => Accept('s') ? ReadBase62() + 1 : 0;

    /// <summary><c>_</c> is 0, <c>0_</c> is 1, …</summary>
    public ulong ReadBase62()
    {
        if (Accept('_'))
        {
            return 0;
        }

        ulong value = 0;
        while (!Failed && !Accept('_'))
        {
            var c = ReadChar();
            var digit = c switch
            {
                >= '0' and <= '9' => c - '0',
                >= 'a' and <= 'z' => c - 'a' + 10,
                >= 'A' and <= 'Z' => c - 'A' + 36,
                _ => -1,
            };
            Failed |= digit < 0 || value > (ulong.MaxValue - 61) / 62;
            value = unchecked((value * 62) + (ulong)digit);
        }

        return unchecked(value + 1);
    }

    /// <summary>Hexadecimal digits up to <c>_</c>; trimmed ones have no leading zeros and are never empty.</summary>
    public string ReadHexDigits(bool trim = true)
    {
        var start = Position;
        while (Peek() is (>= '0' and <= '9') or (>= 'a' and <= 'f'))
        {
            Position++;
        }

        var digits = symbol[start..Position];
        if (!Accept('_'))
        {
            Fail();
        }

        var trimmed = trim ? digits.TrimStart('0') : digits;
        return trim && trimmed.Length == 0 ? "0" : trimmed;
    }

    /// <summary>A name with its length before it, punycode decoded; empty where there is none.</summary>
    public string ReadIdentifier()
    {
        var punycode = Accept('u');
        var length = 0;
        if (!char.IsAsciiDigit(Peek()))
        {
            Fail();
            return "";
        }

        if (!Accept('0'))
        {
            while (char.IsAsciiDigit(Peek()) && length <= symbol.Length)
            {
                length = (length * 10) + ReadChar() - '0';
            }
        }

        Accept('_');
        if (length > symbol.Length - Position)
        {
            Fail();
            return "";
        }

        var name = symbol.Substring(Position, length);
        Position += length;
        return punycode ? RustPunycode.Decode(name) ?? $"punycode{{{name}}}" : name;
    }

    private char Peek() => Position < symbol.Length ? symbol[Position] : '\0';
}
