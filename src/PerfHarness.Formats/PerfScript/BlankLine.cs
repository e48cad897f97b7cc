namespace PerfHarness.Formats.PerfScript;

/// <summary>The next empty line of a block, searched for once however often it is asked for.</summary>
internal struct BlankLine
{
    private bool _isCrLf;
    private bool _isLast;
    private bool _isSkipped;

    public BlankLine()
    {
    }

    /// <summary>Where the line before it has ended.</summary>
    public int Start { get; private set; } = -1;

    /// <summary>Where the line after it begins.</summary>
    public int End { get; private set; } = -1;

    /// <summary>Finds the first after <paramref name="at"/>, which is not before the last call's.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, int at)
    {
        if (Start > at)
        {
            return !_isSkipped;
        }

        var found = _isLast || _isCrLf ? -1 : text[at..].IndexOf("\n\n"u8);
        if (found < 0 && !_isLast)
        {
            _isCrLf = true;
            found = text[at..].IndexOf("\n\r\n"u8);
            _isLast = found < 0;
        }

        (Start, End) = (at + found + 1, at + found + (_isCrLf ? 3 : 2));
        _isSkipped = false;
        return found >= 0;
    }

    /// <summary>What is before it was tried in vain.</summary>
    public void Skip() => _isSkipped = true;
}
