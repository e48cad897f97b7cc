using PerfHarness.Formats.Pprof;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>
/// Cuts stacks into pprof's locations: a frame together with those that were inlined into it.
/// <code>
///   frames      Main   Parse   Read(i)   Peek(i)   Sum        root first, (i) inlined
///   locations   [1]    [2 ------------------- ]    [3]
/// </code>
/// A location is a path in a second stack table that starts anew at every frame that was not inlined; each stack's last
/// path is found once, for all stacks, in the order of their rows.
/// </summary>
internal sealed class PprofLocations
{
    private readonly Profile _profile;
    private readonly StackTable _segments;
    private readonly int[] _segmentOf;
    private readonly int[] _ids;
    private readonly List<int> _used = [];
    private long[] _buffer = new long[128];

    public PprofLocations(Profile profile)
    {
        _profile = profile;
        var stacks = profile.Stacks;
        var segments = new StackTableBuilder();
        _segmentOf = new int[stacks.Count];
        for (var row = 1; row < _segmentOf.Length; row++)
        {
            var frame = stacks.GetFrame(new StackId(row));
            // A first frame that is said to be inlined has nothing to be inlined into: segment 0 of the empty stack.
            var outer = profile.Frames[frame].Inlined ? _segmentOf[stacks.GetParent(new StackId(row)).Index] : 0;
            _segmentOf[row] = segments.Intern(new StackId(outer), frame).Index;
        }

        _segments = segments.Build();
        _ids = new int[_segments.Count];
    }

    /// <summary>Ids of the stack's locations, leaf first. Valid until the next call.</summary>
    public ReadOnlySpan<long> GetIds(StackId stack)
    {
        var count = 0;
        var stacks = _profile.Stacks;
        while (stack != StackId.Empty)
        {
            if (count == _buffer.Length)
            {
                Array.Resize(ref _buffer, count * 2);
            }

            _buffer[count++] = GetId(_segmentOf[stack.Index]);
            while (stack != StackId.Empty && _profile.Frames[stacks.GetFrame(stack)].Inlined)
            {
                stack = stacks.GetParent(stack);
            }

            stack = stack == StackId.Empty ? stack : stacks.GetParent(stack);
        }

        return _buffer.AsSpan(0, count);
    }

    public void Write(PprofEncoder encoder, Dictionary<string, int> moduleIds)
    {
        var message = new WireWriter();
        var line = new WireWriter();
        for (var i = 0; i < _used.Count; i++)
        {
            var frames = _segments.GetFrames(new StackId(_used[i]));
            var outer = _profile.Frames[frames[0]];
            message.Clear();
            message.WriteNumber(1, i + 1);
            message.WriteNumber(2, moduleIds[_profile.Functions[outer.Function].Name.Module]);
            message.WriteNumber(3, (long)outer.Address);
            for (var f = frames.Length - 1; f >= 0; f--)
            {
                line.Clear();
                WriteLine(line, _profile.Frames[frames[f]], outer.Address);
                message.WriteMessage(4, line.Written);
            }

            encoder.WriteMessage(PprofFields.Location, message);
        }
    }

    private static void WriteLine(WireWriter line, Frame frame, ulong locationAddress)
    {
        line.WriteNumber(1, frame.Function.Index + 1);
        line.WriteNumber(2, frame.Line);
        if (frame.Address != locationAddress)
        {
            line.WriteNumber(PprofFields.LineAddress, unchecked((long)(frame.Address + 1)), evenZero: true);
        }

        line.WriteNumber(
            PprofFields.LineFrame, 1 + ((long)frame.Kind | ((long)frame.Tier << 8) | (frame.Inlined ? 1L << 16 : 0) | (frame.Named ? 0 : 1L << 17)));
    }

    private int GetId(int segment)
    {
        if (_ids[segment] == 0)
        {
            _used.Add(segment);
            _ids[segment] = _used.Count;
        }

        return _ids[segment];
    }
}
