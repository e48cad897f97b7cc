using PerfHarness.Formats.PerfScript;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// The profile's rows that the rows of a reader's tables stand for. They are interned when the first sample uses them, so that the
/// profile's tables are in the order of the text, whichever reader read it.
/// </summary>
internal sealed class PerfScriptRows(ProfileBuilder builder, PerfScriptFrames frames, ImportOptions options)
{
    private readonly List<int> _path = [];
    private StackId?[] _stacks = [StackId.Empty];
    private FrameId?[] _frames = [];
    private (ThreadId Thread, EventId Event)?[] _heads = [];

    /// <summary>Room for the rows that the block's samples use.</summary>
    public void Reserve(PerfScriptBlock block)
    {
        Reserve(ref _stacks, block.Stacks.Count);
        Reserve(ref _frames, block.Frames.Length);
        Reserve(ref _heads, block.Heads.Length * 2);
    }

    /// <summary>Of a sample with or without a period; null where it was not set.</summary>
    public ref (ThreadId Thread, EventId Event)? GetHead(in PerfScriptSample sample) => ref _heads[(sample.Head * 2) + (sample.Period >= 0 ? 1 : 0)];

    public StackId GetStack(int row, PerfScriptBlock block) => _stacks[row] ?? Intern(row, block);

    private StackId Intern(int row, PerfScriptBlock block)
    {
        _path.Clear();
        for (; _stacks[row] is null; row = block.Stacks.GetParent(row))
        {
            _path.Add(row);
        }

        var stack = _stacks[row]!.Value;
        for (var i = _path.Count - 1; i >= 0; i--)
        {
            var number = block.Stacks.GetKey(_path[i]);
            if (!block.Frames[number].Inlined || options.IncludeInlined)
            {
                var frame = GetFrame(_path[i], number, block);
                stack = builder.Stacks.Intern(OnStackReplacement.GetCaller(builder, stack, frame), frame);
            }

            _stacks[_path[i]] = stack;
        }

        return stack;
    }

    private FrameId GetFrame(int row, int number, PerfScriptBlock block)
    {
        ref readonly var frame = ref block.Frames[number];
        // perf prints "(inlined)" in place of the file: it is the caller's.
        return frame.Inlined ? frames.Intern(frame, GetDso(row, block)) : _frames[number] ??= frames.Intern(frame, frame.Dso);
    }

    private static string GetDso(int row, PerfScriptBlock block)
    {
        while (row != 0 && block.Frames[block.Stacks.GetKey(row)].Inlined)
        {
            row = block.Stacks.GetParent(row);
        }

        return row == 0 ? "" : block.Frames[block.Stacks.GetKey(row)].Dso;
    }

    private static void Reserve<T>(ref T[] rows, int count)
    {
        if (rows.Length < count)
        {
            Array.Resize(ref rows, Math.Max(count, rows.Length * 2));
        }
    }
}
