using System.Globalization;
using PerfHarness.Profiles;

namespace PerfHarness.Analysis.Crossed;

/// <summary>The values that frames have of keys such as function and module. Frames that have the same are a group.</summary>
internal sealed class FrameKeyValues
{
    private readonly IReadOnlyList<ShareKey> _keys;
    private readonly int[] _groupOfFrame;
    private readonly Dictionary<string, int> _groupOfValues = [];
    private readonly List<object?[]> _values = [];

    public FrameKeyValues(Profile profile, IReadOnlyList<ShareKey> keys)
    {
        _keys = keys;
        _groupOfFrame = new int[profile.Frames.Count];
        Unknown = Intern(new Function(FunctionName.Unknown, null), new Frame(default, FrameKind.Unknown), null);
        for (var i = 0; i < _groupOfFrame.Length; i++)
        {
            var frame = profile.Frames[new FrameId(i)];
            _groupOfFrame[i] = Intern(profile.Functions[frame.Function], frame, profile.GetLine(frame));
        }
    }

    /// <summary>Group of samples without a stack.</summary>
    public int Unknown { get; }

    public int Count => _values.Count;

    public bool HasKeys => _keys.Count > 0;

    public object?[] this[int group] => _values[group];

    public int GetGroup(FrameId frame) => _groupOfFrame[frame.Index];

    private int Intern(Function function, Frame frame, (string File, int Line)? line)
    {
        var name = function.Name;
        var values = _keys.Select(key => (object?)(key switch
        {
            ShareKey.Function => name.Name,
            ShareKey.Module => name.Module,
            ShareKey.Kind => FrameKindLabels.GetLabel(frame),
            ShareKey.Tier => FrameKindLabels.GetLabel(frame.Tier) is { Length: > 0 } tier ? tier : null,
            ShareKey.File => line?.File ?? function.Source?.File,
            ShareKey.Line => line is { } at ? string.Create(CultureInfo.InvariantCulture, $"{at.File}:{at.Line}") : null,
            _ => throw new ArgumentOutOfRangeException(nameof(function), key.ToString()),
        })).ToArray();
        // Functions of the same name in several modules are several.
        var text = string.Join('\0', _keys.Contains(ShareKey.Function) ? values.Append(name.Module) : values);
        if (!_groupOfValues.TryGetValue(text, out var group))
        {
            group = _values.Count;
            _groupOfValues.Add(text, group);
            _values.Add(values);
        }

        return group;
    }
}
