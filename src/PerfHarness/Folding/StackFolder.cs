using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Folding;

/// <summary>Builds the tree of texts of <see cref="FoldedStacks"/>: command name first, then the frames from the root.</summary>
internal sealed class StackFolder
{
    private const int Hidden = -1;

    private readonly Profile _profile;
    private readonly FoldOptions _options;
    private readonly Dictionary<string, int> _textIds = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    // Plus 1; 0 until the text was formatted.
    private readonly int[] _frameTexts;
    private readonly int[] _threadTexts;
    private readonly CallerStacks? _callers;
    private readonly Dictionary<int, int> _returnTexts = [];
    private readonly StackRowMap _nodes;
    private long[] _self = new long[1024];

    public StackFolder(Profile profile, FoldOptions options)
    {
        (_profile, _options) = (profile, options);
        _frameTexts = new int[profile.Frames.Count];
        _threadTexts = new int[profile.Threads.Count];
        _nodes = new StackRowMap(profile.Stacks);
        _callers = options.Addrs && profile.Origin.IsPerfData ? new CallerStacks(profile) : null;
    }

    /// <summary>Stacks of texts: a <see cref="FrameId"/> in it is a row of <see cref="Texts"/>.</summary>
    public StackTableBuilder Tree { get; } = new();

    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Sum of the samples that end in each node of <see cref="Tree"/>.</summary>
    public long[] GetSelf() => _self.AsSpan(0, Tree.Count).ToArray();

    /// <summary>Text of the thread's command. Calls of <see cref="Add"/> are quickest in its order.</summary>
    public int GetCommandText(ThreadId thread)
    {
        ref var text = ref _threadTexts[thread.Index];
        if (text == 0)
        {
            text = InternText(FrameText.FormatThread(_profile.Threads[thread.Index], _options)) + 1;
        }

        return text - 1;
    }

    public void Add(in Sample sample)
    {
        var node = GetOrAddNode(sample.Stack, GetCommandText(sample.Thread));
        if (node >= _self.Length)
        {
            Array.Resize(ref _self, Math.Max(Tree.Count, _self.Length * 2));
        }

        _self[node] += _options.Measure == Measure.Samples ? sample.Count : sample.Weight;
    }

    private int GetOrAddNode(StackId stack, int command)
    {
        var node = Tree.Intern(StackId.Empty, new FrameId(command)).Index;
        foreach (var row in _nodes.FindMissing(stack, command, ref node))
        {
            var at = new StackId(row);
            var text = _callers is not null && _callers.Contains(at) ? GetReturnText(_profile.Stacks.GetFrame(at))
                : GetFrameText(_profile.Stacks.GetFrame(at));
            node = text == Hidden ? node : Tree.Intern(new StackId(node), new FrameId(text)).Index;
            _nodes.Set(row, command, node);
        }

        return node;
    }

    private int GetFrameText(FrameId id)
    {
        ref var text = ref _frameTexts[id.Index];
        if (text == 0)
        {
            var frame = _profile.Frames[id];
            text = (frame.Inlined && _options.HideInlined ? Hidden : InternText(FrameText.FormatFrame(_profile, frame, _options))) + 1;
        }

        return text - 1;
    }

    private int GetReturnText(FrameId id)
    {
        if (!_returnTexts.TryGetValue(id.Index, out var text))
        {
            var frame = _profile.Frames[id];
            text = frame.Named ? GetFrameText(id) : InternText(FrameText.FormatFrame(_profile, frame with { Address = frame.Address + 1 }, _options));
            _returnTexts.Add(id.Index, text);
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
