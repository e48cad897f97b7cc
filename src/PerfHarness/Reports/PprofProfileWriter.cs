using PerfHarness.Analysis;
using PerfHarness.Formats.Pprof;
using PerfHarness.Import;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>The messages of one profile, see <see cref="PprofWriter"/>.</summary>
internal sealed class PprofProfileWriter(Profile profile, PprofEncoder encoder)
{
    private readonly PprofLocations _locations = new(profile);
    private readonly WireWriter _message = new();
    private readonly WireWriter _label = new();
    private readonly byte[]?[] _threadLabels = new byte[]?[profile.Threads.Count];
    private readonly Dictionary<string, int> _modules = [];

    public void Write()
    {
        WriteEvents();
        WriteSamples();
        WriteMappings();
        _locations.Write(encoder, _modules);
        WriteFunctions();
        WriteTimes();
        WriteComments();
    }

    private void WriteEvents()
    {
        var events = profile.Events;
        foreach (var info in events)
        {
            // With one event the types are those of Go's own profiles, which every viewer supports.
            var prefix = events.Count > 1 ? info.Name + " " : "";
            WriteValueType(PprofFields.SampleType, prefix + "samples", "count");
            WriteValueType(PprofFields.SampleType, GetWeightName(info), GetUnit(info));
        }

        if (events.Count == 0)
        {
            WriteValueType(PprofFields.SampleType, "samples", "count");
        }
        else
        {
            WriteValueType(PprofFields.PeriodType, GetWeightName(events[0]), GetUnit(events[0]));
            encoder.WriteNumber(PprofFields.DefaultSampleType, encoder.InternString(GetWeightName(events[0])));
            if (events[0] is { Unit: "ns", Frequency: > 0 } clock)
            {
                encoder.WriteNumber(PprofFields.Period, 1_000_000_000 / clock.Frequency);
            }
        }
    }

    private void WriteValueType(int field, string type, string unit)
    {
        _message.Clear();
        _message.WriteNumber(1, encoder.InternString(type));
        _message.WriteNumber(2, encoder.InternString(unit));
        encoder.WriteMessage(field, _message);
    }

    private static string GetWeightName(EventInfo info) => info.Name is "samples" ? "weight" : info.Name;

    private static string GetUnit(EventInfo info) =>
        info.Unit == EventUnit.Nanoseconds ? "nanoseconds" : info.CountsOccurrences ? info.Unit : "count";

    private void WriteSamples()
    {
        var values = new long[profile.Events.Count * 2];
        for (var row = 0; row < profile.Samples.Count; row++)
        {
            var sample = profile.Samples[row];
            Array.Clear(values);
            values[sample.Event.Index * 2] = sample.Count;
            values[(sample.Event.Index * 2) + 1] = sample.Weight;
            _message.Clear();
            _message.WritePacked(1, _locations.GetIds(sample.Stack));
            _message.WritePacked(2, values);
            _message.WriteRaw(GetThreadLabels(sample.Thread));
            if (profile.Runs.Count > 1)
            {
                WriteLabel(_message, PprofLabels.Run, null, sample.Run.Index);
            }

            if (sample.Stack != StackId.Empty)
            {
                WriteLabel(_message, "kind", FrameKindLabels.GetLabel(profile.Frames[profile.Stacks.GetFrame(sample.Stack)].Kind), 0);
            }

            if (sample.Time >= 0)
            {
                WriteLabel(_message, PprofLabels.Time, null, sample.Time);
            }

            encoder.WriteMessage(PprofFields.Sample, _message);
        }
    }

    private byte[] GetThreadLabels(ThreadId id)
    {
        if (_threadLabels[id.Index] is { } known)
        {
            return known;
        }

        var thread = profile.Threads[id.Index];
        var labels = new WireWriter();
        WriteLabel(labels, PprofLabels.Thread, thread.CommandName, 0);
        if (thread.Pid >= 0)
        {
            WriteLabel(labels, PprofLabels.Pid, null, thread.Pid);
        }

        if (thread.Tid >= 0)
        {
            WriteLabel(labels, PprofLabels.Tid, null, thread.Tid);
        }

        return _threadLabels[id.Index] = labels.Written.ToArray();
    }

    private void WriteLabel(WireWriter sample, string key, string? text, long number)
    {
        _label.Clear();
        _label.WriteNumber(1, encoder.InternString(key));
        _label.WriteNumber(2, text is null ? 0 : encoder.InternString(text));
        _label.WriteNumber(3, number);
        sample.WriteMessage(3, _label.Written);
    }

    private void WriteMappings()
    {
        for (var i = 0; i < profile.Functions.Count; i++)
        {
            var module = profile.Functions[new FunctionId(i)].Name.Module;
            if (!_modules.TryAdd(module, _modules.Count + 1))
            {
                continue;
            }

            _message.Clear();
            _message.WriteNumber(1, _modules.Count);
            _message.WriteNumber(5, encoder.InternString(module));
            // Functions, files, lines and inlined frames are present: pprof need not look for symbols.
            for (var flag = 7; flag <= 10; flag++)
            {
                _message.WriteNumber(flag, 1);
            }

            encoder.WriteMessage(PprofFields.Mapping, _message);
        }
    }

    private void WriteFunctions()
    {
        for (var i = 0; i < profile.Functions.Count; i++)
        {
            var function = profile.Functions[new FunctionId(i)];
            _message.Clear();
            _message.WriteNumber(1, i + 1);
            _message.WriteNumber(2, encoder.InternString(function.Name.Name));
            _message.WriteNumber(3, encoder.InternString(function.Name.Name));
            if (function.Source is { } source)
            {
                _message.WriteNumber(4, encoder.InternString(source.File));
                _message.WriteNumber(5, source.Line);
                _message.WriteNumber(PprofFields.FunctionColumn, source.Column);
            }

            _message.WriteNumber(PprofFields.FunctionModule, encoder.InternString(function.Name.Module), evenZero: true);
            encoder.WriteMessage(PprofFields.Function, _message);
        }
    }

    private void WriteTimes()
    {
        if (profile.Runs.Min(r => r.Started) is { } start && start >= DateTimeOffset.UnixEpoch)
        {
            encoder.WriteNumber(PprofFields.TimeNanos, (start - DateTimeOffset.UnixEpoch).Ticks * 100);
        }

        var duration = profile.Runs.Sum(r => r.WallTime?.Ticks ?? 0);
        if (duration > 0)
        {
            encoder.WriteNumber(PprofFields.DurationNanos, duration * 100);
        }
    }

    private void WriteComments()
    {
        encoder.WriteNumber(PprofFields.Comment, encoder.InternString(PprofMetadata.From(profile).ToJson()));
    }
}
