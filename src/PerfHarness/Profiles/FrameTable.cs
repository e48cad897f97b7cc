namespace PerfHarness.Profiles;

/// <summary>Interns frames.</summary>
public sealed class FrameTable
{
    private readonly List<Frame> _rows = [];
    private readonly Dictionary<Frame, int> _index = [];

    /// <summary>Rows.</summary>
    public int Count => _rows.Count;

    /// <summary>The frame of a row.</summary>
    public Frame this[FrameId id] => _rows[id.Index];

    internal FrameId Intern(Frame frame)
    {
        if (!_index.TryGetValue(frame, out var row))
        {
            row = _rows.Count;
            _index.Add(frame, row);
            _rows.Add(frame);
        }

        return new FrameId(row);
    }
}
