using PerfHarness.Profiles;

namespace PerfHarness.Analysis.Crossed;

/// <summary>The values that samples have of keys such as command and thread. Samples that have the same are a group.</summary>
internal sealed class SampleKeyValues
{
    private readonly Profile _profile;
    private readonly IReadOnlyList<ShareKey> _keys;
    private readonly string[] _processes;
    private readonly Dictionary<(ThreadId Thread, EventId Event, RunId Run), int> _groupOfSample = [];
    private readonly Dictionary<string, int> _groupOfValues = [];
    private readonly List<object?[]> _values = [];
    private readonly List<int> _events = [];

    public SampleKeyValues(SampleSelection selection, IReadOnlyList<ShareKey> keys)
    {
        (_profile, _keys) = (selection.Profile, keys);
        _processes = keys.Contains(ShareKey.Process) ? ThreadLabels.CreateProcesses(selection) : [];
    }

    public object?[] this[int group] => _values[group];

    /// <summary>The event of the group's samples where it is a key, otherwise one number for all.</summary>
    public int GetEvent(int group) => _events[group];

    public int GetGroup(in Sample sample)
    {
        var key = (sample.Thread, sample.Event, sample.Run);
        if (!_groupOfSample.TryGetValue(key, out var group))
        {
            var values = _keys.Select(GetValue).ToArray();
            var text = string.Join('\0', values);
            if (!_groupOfValues.TryGetValue(text, out group))
            {
                group = _values.Count;
                _groupOfValues.Add(text, group);
                _values.Add(values);
                _events.Add(_keys.Contains(ShareKey.Event) ? sample.Event.Index : -1);
            }

            _groupOfSample.Add(key, group);
        }

        return group;

        object? GetValue(ShareKey of)
        {
            var thread = _profile.Threads[key.Thread.Index];
            return of switch
            {
                ShareKey.Command => thread.CommandName,
                ShareKey.Pid => thread.Pid < 0 ? null : (long)thread.Pid,
                ShareKey.Tid => thread.Tid < 0 ? null : (long)thread.Tid,
                ShareKey.Process => _processes[key.Thread.Index],
                ShareKey.Thread => ThreadLabels.Format(thread),
                ShareKey.Event => _profile.Events[key.Event.Index].Name,
                ShareKey.Run => (long)key.Run.Index + 1,
                _ => throw new ArgumentOutOfRangeException(nameof(of), of.ToString()),
            };
        }
    }
}
