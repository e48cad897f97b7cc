using PerfHarness.Pprof;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>
/// Cuts stacks into pprof's locations: a frame together with those that were inlined into it.
/// <code>
///   frames      Main   Parse   Read(i)   Peek(i)   Sum        root first, (i) inlined
///   locations   [1]    [2 ------------------- ]    [3]
/// </code>
/// A location is a path in a second stack table that starts anew at every frame that was not inlined.
/// </summary>
internal sealed class PprofLocations(Profile profile)
{
    private readonly StackTable _segments = new();
    private readonly Dictionary<int, int> _ids = [];
    private readonly List<int> _used = [];
    private readonly Dictionary<int, long[]> _ofStack = [];

    /// <summary>Ids of the stack's locations, leaf first.</summary>
    public long[] Of(StackId stack)
    {
        if (_ofStack.TryGetValue(stack.Index, out var known))
        {
            return known;
        }

        var ids = new List<long>();
        var segment = StackId.Empty;
        foreach (var frame in profile.Stacks.Frames(stack))
        {
            if (!profile.Frames[frame].Inlined && segment != StackId.Empty)
            {
                ids.Add(IdOf(segment.Index));
                segment = StackId.Empty;
            }

            segment = _segments.Intern(segment, frame);
        }

        if (segment != StackId.Empty)
        {
            ids.Add(IdOf(segment.Index));
        }

        ids.Reverse();
        return _ofStack[stack.Index] = [.. ids];
    }

    public void Write(PprofEncoder encoder, Dictionary<string, int> moduleIds)
    {
        for (var i = 0; i < _used.Count; i++)
        {
            var frames = _segments.Frames(new StackId(_used[i]));
            var outer = profile.Frames[frames[0]];
            encoder.Message(PprofFields.Location, m =>
            {
                m.Number(1, i + 1);
                m.Number(2, moduleIds[profile.Functions[outer.Function].Name.Module]);
                m.Number(3, (long)outer.Address);
                for (var f = frames.Length - 1; f >= 0; f--)
                {
                    WriteLine(m, profile.Frames[frames[f]], outer.Address);
                }
            });
        }
    }

    private static void WriteLine(PprofMessage message, Frame frame, ulong locationAddress) => message.Message(4, m =>
    {
        m.Number(1, frame.Function.Index + 1);
        m.Number(2, frame.Line);
        m.Number(PprofFields.LineFrame, (long)frame.Kind | ((long)frame.Tier << 8) | (frame.Inlined ? 1L << 16 : 0) | (frame.Named ? 0 : 1L << 17), evenZero: true);
        if (frame.Address != locationAddress)
        {
            m.Number(PprofFields.LineAddress, (long)frame.Address, evenZero: true);
        }
    });

    private int IdOf(int segment)
    {
        if (!_ids.TryGetValue(segment, out var id))
        {
            _used.Add(segment);
            id = _used.Count;
            _ids.Add(segment, id);
        }

        return id;
    }
}
