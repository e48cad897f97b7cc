using PerfHarness.Formats.PerfData;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// Adds the samples of a perf.data to a profile: one of most events, those of a group's members too where a group is read with each
/// sample, and of context switches the time until the thread is back.
/// </summary>
internal sealed class SampleAdder(ProfileBuilder builder, PerfDataFile file)
{
    private readonly List<EventId> _events = [];
    private readonly List<(int EventIndex, ulong Count)> _members = [];
    private readonly GroupCounts _groups = new(file);
    private long _lastTime;

    /// <summary>Null where the recording has no such times.</summary>
    public OffCpuTime? OffCpu { get; private set; }

    /// <summary>The events are known.</summary>
    public void Begin() => OffCpu = file.Attributes.Any(IsOffCpu) ? new OffCpuTime(builder) : null;

    public void Add(in ScannedRecord record, StackId stack, ThreadId thread, RunId run) =>
        Add(CreateSample(record.EventIndex, record.Time, record.Period, stack, thread, run), record.EventIndex, record.Tid);

    public void Add(in SampleRecord record, StackId stack, ThreadId thread, RunId run)
    {
        var sample = CreateSample(record.EventIndex, record.Time, record.Period, stack, thread, run);
        Add(sample, record.EventIndex, record.Tid);
        if (!record.Group.IsEmpty)
        {
            _groups.Read(record, _members);
            foreach (var (index, count) in _members)
            {
                builder.Samples.Add(sample with { Event = GetEvent(index), Weight = (long)Math.Min(count, long.MaxValue) });
            }
        }
    }

    private void Add(in Sample sample, int eventIndex, int tid)
    {
        _lastTime = Math.Max(_lastTime, sample.Time);
        if (OffCpu is not null && IsOffCpu(file.Attributes[eventIndex]))
        {
            OffCpu.Leave(tid, sample);
        }
        else
        {
            builder.Samples.Add(sample);
        }
    }

    private Sample CreateSample(int eventIndex, ulong time, ulong period, StackId stack, ThreadId thread, RunId run) =>
        new(stack, thread, GetEvent(eventIndex), run, (long)time, (long)Math.Min(period, long.MaxValue), 1);

    public void Finish() => OffCpu?.Finish(_lastTime);

    // perf's own event of that kind has the time as its period already.
    private static bool IsOffCpu(EventAttribute attribute) => attribute.Name == EventUnit.OffCpuEvent;

    private EventId GetEvent(int index)
    {
        while (_events.Count <= index)
        {
            var attribute = file.Attributes[_events.Count];
            _events.Add(builder.AddEvent(new EventInfo(
                attribute.Name,
                attribute.IsFrequency ? (int)attribute.SamplePeriod : 0,
                attribute.IsClock ? EventUnit.Nanoseconds : EventUnit.FromName(attribute.Name))));
        }

        return _events[index];
    }
}
