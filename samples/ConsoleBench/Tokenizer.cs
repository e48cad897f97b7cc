namespace ConsoleBench;

/// <summary>Splits an arithmetic expression into numbers and operators.</summary>
/// <param name="slow">Copies each number to a string before parsing it: more work, the same result.</param>
internal sealed class Tokenizer(string text, bool slow)
{
    private int _position;

    public Token Next()
    {
        while (_position < text.Length && text[_position] == ' ')
        {
            _position++;
        }

        if (_position == text.Length)
        {
            return default;
        }

        var c = text[_position];
        if (!char.IsAsciiDigit(c))
        {
            _position++;
            return new Token(c, 0);
        }

        return new Token('0', slow ? ReadNumberSlowly() : ReadNumber());
    }

    private long ReadNumber()
    {
        var value = 0L;
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
        {
            value = value * 10 + (text[_position++] - '0');
        }

        return value;
    }

    private long ReadNumberSlowly()
    {
        var digits = "";
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
        {
            digits += text[_position++];
        }

        var value = 0L;
        for (var i = 0; i < digits.Length; i++)
        {
            var place = 1L;
            for (var j = i + 1; j < digits.Length; j++)
            {
                place *= 10;
            }

            value += place * int.Parse(digits.AsSpan(i, 1), System.Globalization.CultureInfo.InvariantCulture);
        }

        return value;
    }
}
