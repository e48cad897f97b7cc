using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// The first lines of samples that were parsed. Those of a thread differ in time and period only, so a line is looked up with
/// zeros in place of their digits:
/// <code>
///   sh 15763 46500.923989:      83333 cpu-clock: 
///   sh 15763 00000.000000:      00000 cpu-clock:      ─► head 0: sh, 15763, cpu-clock
///            the 3rd word from the end  the 2nd: the form, which is that of the line that was parsed last
/// </code>
/// No decision of <see cref="SampleLine"/> depends on a digit there, but on where digits are, so that equal keys have equal heads.
/// </summary>
internal sealed class HeadTexts(ulong hashMask)
{
    private const int MaxLine = 192;

    /// <summary>More digits than that could be too many for a number.</summary>
    private const int MaxDigits = 9;

    /// <summary>Words from the end, counted from 0: the period, and the time before it.</summary>
    private const int MaxWords = 3;

    private readonly Dictionary<SampleHead, int> _numbers = [];
    private readonly ByteTable _keys = new(hashMask);
    private readonly byte[] _key = new byte[MaxLine + 2];
    private int[] _headOfKey = new int[64];
    private (sbyte Time, sbyte Period) _form = (-1, -1);
    private int _last = -1;

    public int Count => _numbers.Count;

    public int Bytes => _keys.Size;

    /// <summary>By number; those that were counted do not change.</summary>
    public SampleHead[] Rows { get; private set; } = new SampleHead[16];

    public int Intern(in SampleHead head)
    {
        if (!_numbers.TryGetValue(head, out var number))
        {
            number = _numbers.Count;
            _numbers.Add(head, number);
            var rows = Rows;
            if (number == rows.Length)
            {
                Array.Resize(ref rows, number * 2);
                Rows = rows;
            }

            rows[number] = head;
        }

        return number;
    }

    /// <summary>Reads a line that differs from one that was parsed in the digits of time and period only.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, out int head, out long time, out long period)
    {
        head = 0;
        if (!TryCreateKey(line, out var key, out time, out period))
        {
            return false;
        }

        if (_last < 0 || !key.SequenceEqual(_keys[_last]))
        {
            var found = _keys.Find(key);
            if (found < 0)
            {
                return false;
            }

            _last = found;
        }

        head = _headOfKey[_last];
        return true;
    }

    /// <summary>Keeps a line that was parsed, if nothing follows its fields.</summary>
    public void Add(ReadOnlySpan<byte> line, in SampleFields fields, int head)
    {
        if (!fields.IsEnd || line.Contains((byte)'\t'))
        {
            return;
        }

        _form = (CountWordsAfter(line, fields.TimeEnd), CountWordsAfter(line, fields.PeriodEnd));
        if (TryCreateKey(line, out var key, out var time, out var period) && time == fields.Time && period == fields.Period)
        {
            var number = _keys.GetOrAdd(key, out _);
            if (number >= _headOfKey.Length)
            {
                Array.Resize(ref _headOfKey, _headOfKey.Length * 2);
            }

            _headOfKey[number] = head;
        }
    }

    private static sbyte CountWordsAfter(ReadOnlySpan<byte> line, int end)
    {
        var (at, count) = (end, -1);
        for (var word = line; end > 0 && !word.IsEmpty && count <= MaxWords; count++)
        {
            word = PerfScriptText.ReadWord(line, ref at);
        }

        return (sbyte)count;
    }

    private bool TryCreateKey(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> key, out long time, out long period)
    {
        (time, period) = (-1, -1);
        key = default;
        if (line.Length > MaxLine)
        {
            return false;
        }

        line.CopyTo(_key);
        var at = line.Length;
        for (var word = 0; word <= Math.Max(_form.Time, _form.Period); word++)
        {
            while (at > 0 && _key[at - 1] == (byte)' ')
            {
                at--;
            }

            var end = at;
            while (at > 0 && _key[at - 1] != (byte)' ')
            {
                at--;
            }

            var text = _key.AsSpan(at..end);
            if ((word == _form.Time && !TryClearTime(text, out time)) || (word == _form.Period && !TryClearDigits(text, out period)))
            {
                return false;
            }
        }

        (_key[line.Length], _key[line.Length + 1]) = ((byte)_form.Time, (byte)_form.Period);
        key = _key.AsSpan(0, line.Length + 2);
        return true;
    }

    private static bool TryClearTime(Span<byte> word, out long time)
    {
        time = -1;
        var dot = word.IndexOf((byte)'.');
        if (dot <= 0 || word[^1] != (byte)':'
            || !TryClearDigits(word[..dot], out var seconds) || !TryClearDigits(word[(dot + 1)..^1], out var fraction))
        {
            return false;
        }

        for (var digits = word.Length - dot - 2; digits < 9; digits++)
        {
            fraction *= 10;
        }

        time = (seconds * 1_000_000_000) + fraction;
        return true;
    }

    private static bool TryClearDigits(Span<byte> word, out long value)
    {
        value = 0;
        foreach (ref var digit in word)
        {
            var number = digit - (byte)'0';
            if (number is < 0 or > 9)
            {
                return false;
            }

            value = (value * 10) + number;
            digit = (byte)'0';
        }

        return word.Length is > 0 and <= MaxDigits;
    }
}
