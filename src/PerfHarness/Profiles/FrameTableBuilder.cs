namespace PerfHarness.Profiles;

/// <summary>Interns frames for a <see cref="FrameTable"/>.</summary>
internal sealed class FrameTableBuilder
{
    private readonly Dictionary<Frame, int> _index = [];
    private Frame[] _rows = new Frame[64];

    public int Count => _index.Count;

    public ref readonly Frame this[FrameId id] => ref _rows[id.Index];

    public FrameId Intern(Frame frame)
    {
        if (!_index.TryGetValue(frame, out var row))
        {
            row = _index.Count;
            _index.Add(frame, row);
            if (row == _rows.Length)
            {
                Array.Resize(ref _rows, row * 2);
            }

            _rows[row] = frame;
        }

        return new FrameId(row);
    }

    /// <summary>The frames interned until now. Copies nothing: a row never changes.</summary>
    public FrameTable Build() => new(_rows, Count);
}
