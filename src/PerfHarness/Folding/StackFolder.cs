using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Folding;

/// <summary>Builds the tree of texts of <see cref="FoldedStacks"/>: command name first, then the frames from the root.</summary>
internal sealed class StackFolder
{
    private const int Unset = -1;
    private const int Hidden = -2;

    private readonly Profile _profile;
    private readonly FoldOptions _options;
    private readonly Dictionary<string, int> _textIds = [];
    private readonly List<string> _texts = [];
    private readonly int[] _frameTexts;
    private readonly CallerStacks? _callers;
    private readonly Dictionary<FrameId, int> _returnTexts = [];
    private readonly int[] _threadTexts;
    private readonly int[] _node;
    private readonly int[] _nodeCommand;
    private readonly List<int> _path = [];
    private long[] _self = new long[1024];

    public StackFolder(Profile profile, FoldOptions options)
    {
        (_profile, _options) = (profile, options);
        _frameTexts = new int[profile.Frames.Count];
        _threadTexts = new int[profile.Threads.Count];
        _node = new int[profile.Stacks.Count];
        _nodeCommand = new int[profile.Stacks.Count];
        _callers = options.Addrs && profile.Origin.IsPerfData ? new CallerStacks(profile) : null;
        Array.Fill(_frameTexts, Unset);
        Array.Fill(_threadTexts, Unset);
        Array.Fill(_nodeCommand, Unset);
    }

    /// <summary>Stacks of texts: a <see cref="FrameId"/> in it is a row of <see cref="Texts"/>.</summary>
    public StackTableBuilder Tree { get; } = new();

    public string[] Texts => [.. _texts];

    /// <summary>Sum of the samples that end in each node of <see cref="Tree"/>.</summary>
    public long[] GetSelf() => _self.AsSpan(0, Tree.Count).ToArray();

    /// <summary>Text of the thread's command. Calls of <see cref="Add"/> are quickest in its order.</summary>
    public int GetCommandText(ThreadId thread)
    {
        ref var text = ref _threadTexts[thread.Index];
        if (text == Unset)
        {
            text = InternText(FrameText.FormatThread(_profile.Threads[thread.Index], _options));
        }

        return text;
    }

    public void Add(in Sample sample)
    {
        var node = GetOrAddNode(sample.Stack.Index, GetCommandText(sample.Thread));
        if (node >= _self.Length)
        {
            Array.Resize(ref _self, Math.Max(Tree.Count, _self.Length * 2));
        }

        _self[node] += _options.Measure == Measure.Samples ? sample.Count : sample.Weight;
    }

    // Up to the first stack that this command has met already, then down again.
    private int GetOrAddNode(int stack, int command)
    {
        _path.Clear();
        while (stack != 0 && _nodeCommand[stack] != command)
        {
            _path.Add(stack);
            stack = _profile.Stacks.GetParent(new StackId(stack)).Index;
        }

        var node = stack != 0 ? _node[stack] : Tree.Intern(StackId.Empty, new FrameId(command)).Index;
        for (var i = _path.Count - 1; i >= 0; i--)
        {
            var at = new StackId(_path[i]);
            var text = _callers is not null && _callers.Contains(at) ? GetReturnText(_profile.Stacks.GetFrame(at))
                : GetFrameText(_profile.Stacks.GetFrame(at));
            node = text == Hidden ? node : Tree.Intern(new StackId(node), new FrameId(text)).Index;
            (_node[_path[i]], _nodeCommand[_path[i]]) = (node, command);
        }

        return node;
    }

    private int GetFrameText(FrameId id)
    {
        ref var text = ref _frameTexts[id.Index];
        if (text == Unset)
        {
            var frame = _profile.Frames[id];
            text = frame.Inlined && _options.HideInlined ? Hidden : InternText(FrameText.FormatFrame(_profile, frame, _options));
        }

        return text;
    }

    private int GetReturnText(FrameId id)
    {
        if (!_returnTexts.TryGetValue(id, out var text))
        {
            var frame = _profile.Frames[id];
            text = frame.Named ? GetFrameText(id) : InternText(FrameText.FormatFrame(_profile, frame with { Address = frame.Address + 1 }, _options));
            _returnTexts.Add(id, text);
        }

        return text;
    }

    private int InternText(string text)
    {
        if (!_textIds.TryGetValue(text, out var id))
        {
            id = _texts.Count;
            _textIds.Add(text, id);
            _texts.Add(text);
        }

        return id;
    }
}
