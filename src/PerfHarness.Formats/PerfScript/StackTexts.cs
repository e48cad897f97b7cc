using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// The stacks that were parsed, as text: everything between a sample's line and the empty line. A stack is found by the hash of all
/// of it. What was found is compared with the text, byte by byte, though only the texts of frames are kept, each once: the tree
/// of stacks says which follow each other.
/// <code>
///   \t 12 spin+0x2 (/t)\n   ─┐                        frames   0 "\t 14 main…"   1 "\t 12 spin…"
///   \t 14 main+0x8 (/t)\n   ─┴─ hash ─► row 2         rows     1 = (0, frame 0)   2 = (1, frame 1)
/// </code>
/// The text of a frame is its line and what is below it that begins with spaces, such as its source line.
/// </summary>
internal sealed class StackTexts(Utf8Interner strings, ulong hashMask)
{
    private readonly ByteTable _texts = new(hashMask);
    private readonly Dictionary<PerfScriptFrame, int> _frameNumbers = [];
    private readonly InternedTree<int> _stacks = new(rootKey: -1);
    private readonly List<int> _starts = [];
    private bool[] _isFrame = new bool[64];
    private Slot[] _slots = new Slot[1024];
    private int _count;

    /// <summary>By row of <see cref="Frames"/>, root first.</summary>
    public TreeRows<int> Rows => _stacks.ToRows();

    /// <summary>Those that were taken do not change.</summary>
    public PerfScriptFrame[] Frames { get; private set; } = new PerfScriptFrame[64];

    public int Bytes => _texts.Size;

    /// <summary>The stack of frames that were parsed one by one.</summary>
    /// <param name="frames">Leaf first.</param>
    public int Intern(List<PerfScriptFrame> frames)
    {
        var row = 0;
        for (var i = frames.Count - 1; i >= 0; i--)
        {
            if (!_frameNumbers.TryGetValue(frames[i], out var number))
            {
                number = _texts.Append([]);
                _frameNumbers.Add(frames[i], number);
                SetFrame(number, true, frames[i]);
            }

            row = _stacks.GetOrAdd(row, number, out _);
        }

        return row;
    }

    /// <summary>The stack of a text that has nothing but frames; parses them if it is new.</summary>
    public bool TryRead(ReadOnlySpan<byte> text, out StackText stack)
    {
        var hash = (uint)(TextHash.Compute(text) & hashMask);
        var i = (int)hash & (_slots.Length - 1);
        for (; _slots[i].Stack.Row > 0; i = (i + 1) & (_slots.Length - 1))
        {
            if (_slots[i].Hash == hash && IsText(_slots[i].Stack.Row, text))
            {
                stack = _slots[i].Stack;
                return true;
            }
        }

        if (!TryParse(text, out stack))
        {
            return false;
        }

        _slots[i] = new Slot(hash, stack);
        if (++_count * 2 > _slots.Length)
        {
            Grow();
        }

        return true;
    }

    private bool IsText(int row, ReadOnlySpan<byte> text)
    {
        for (; row != 0; row = _stacks.GetParent(row))
        {
            var frame = _texts[_stacks.GetKey(row)];
            if (!text.StartsWith(frame))
            {
                return false;
            }

            text = text[frame.Length..];
        }

        return text.IsEmpty;
    }

    private bool TryParse(ReadOnlySpan<byte> text, out StackText stack)
    {
        stack = default;
        _starts.Clear();
        for (int at = 0, next; at < text.Length; at += next)
        {
            _starts.Add(at);
            next = text[at..].IndexOf("\n\t"u8) + 1;
            next = next == 0 ? text.Length - at : next;
        }

        var (row, end) = (0, text.Length);
        for (var i = _starts.Count - 1; i >= 0; i--)
        {
            var number = GetFrame(text[_starts[i]..end]);
            if (number < 0)
            {
                return false;
            }

            row = _stacks.GetOrAdd(row, number, out _);
            end = _starts[i];
        }

        stack = new StackText(row, _starts.Count, text.Count((byte)'\n'));
        return true;
    }

    // -1 for what has to be read line by line.
    private int GetFrame(ReadOnlySpan<byte> text)
    {
        var number = _texts.GetOrAdd(text, out var added);
        if (added)
        {
            SetFrame(number, FrameText.TryParse(text, strings, out var frame), frame);
        }

        return _isFrame[number] ? number : -1;
    }

    private void SetFrame(int number, bool isFrame, in PerfScriptFrame frame)
    {
        if (number == Frames.Length)
        {
            var frames = Frames;
            Array.Resize(ref frames, number * 2);
            Array.Resize(ref _isFrame, number * 2);
            Frames = frames;
        }

        (Frames[number], _isFrame[number]) = (frame, isFrame);
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new Slot[old.Length * 2];
        foreach (ref readonly var slot in old.AsSpan())
        {
            if (slot.Stack.Row > 0)
            {
                var i = (int)slot.Hash & (_slots.Length - 1);
                while (_slots[i].Stack.Row > 0)
                {
                    i = (i + 1) & (_slots.Length - 1);
                }

                _slots[i] = slot;
            }
        }
    }

    private readonly record struct Slot(uint Hash, StackText Stack);
}
