using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Pprof;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>The messages of one profile, see <see cref="PprofWriter"/>.</summary>
internal sealed class PprofProfileWriter(Profile profile, PprofEncoder encoder)
{
    private readonly PprofLocations _locations = new(profile);

    public void Write()
    {
        WriteEvents();
        WriteSamples();
        WriteMappings();
        _locations.Write(encoder, ModuleIds());
        WriteFunctions();
        WriteRuns();
        WriteOrigin();
        if (profile.Samples.KeepsTimes)
        {
            encoder.Number(PprofFields.KeepsTimes, 1);
        }
    }

    private void WriteEvents()
    {
        var events = profile.Events;
        foreach (var info in events)
        {
            // With one event the types are what Go's own profiles have, which every viewer knows.
            var prefix = events.Count > 1 ? info.Name + " " : "";
            ValueType(PprofFields.SampleType, prefix + "samples", "count");
            ValueType(PprofFields.SampleType, WeightName(info), UnitOf(info));
        }

        if (events.Count == 0)
        {
            ValueType(PprofFields.SampleType, "samples", "count");
            ValueType(PprofFields.SampleType, "weight", "count");
        }

        foreach (var info in events)
        {
            encoder.Message(PprofFields.Event, m =>
            {
                m.Text(1, info.Name);
                m.Number(2, info.Frequency);
                m.Text(3, info.Unit);
            });
        }

        if (events.Count > 0)
        {
            encoder.Number(PprofFields.DefaultSampleType, encoder.Text(WeightName(events[0])));
            ValueType(PprofFields.PeriodType, WeightName(events[0]), UnitOf(events[0]));
            if (events[0] is { Unit: "ns", Frequency: > 0 } clock)
            {
                encoder.Number(PprofFields.Period, 1_000_000_000 / clock.Frequency);
            }
        }
    }

    private void ValueType(int field, string type, string unit) => encoder.Message(field, m =>
    {
        m.Text(1, type);
        m.Text(2, unit);
    });

    private static string WeightName(EventInfo info) => info.Name is "samples" ? "weight" : info.Name;

    private static string UnitOf(EventInfo info) => info.Unit == "ns" ? "nanoseconds" : "count";

    private void WriteSamples()
    {
        var values = new long[Math.Max(1, profile.Events.Count) * 2];
        for (var row = 0; row < profile.Samples.Count; row++)
        {
            var sample = profile.Samples[row];
            Array.Clear(values);
            values[sample.Event.Index * 2] = sample.Count;
            values[(sample.Event.Index * 2) + 1] = sample.Weight;
            encoder.Message(PprofFields.Sample, m =>
            {
                m.Packed(1, _locations.Of(sample.Stack));
                m.Packed(2, values);
                WriteLabels(m, sample);
                m.Message(PprofFields.SampleRow, r =>
                {
                    r.Number(1, sample.Event.Index);
                    r.Number(2, sample.Run.Index);
                    r.Number(3, sample.Time, evenZero: true);
                });
            });
        }
    }

    private void WriteLabels(PprofMessage message, Sample sample)
    {
        var thread = profile.Threads[sample.Thread.Index];
        Label("thread", thread.CommandName, 0);
        Label("pid", null, thread.Pid);
        Label("tid", null, thread.Tid);
        if (profile.Runs.Count > 1)
        {
            Label("run", null, sample.Run.Index);
        }

        if (sample.Stack != StackId.Empty)
        {
            Label("kind", KindLabel.Of(profile.Frames[profile.Stacks.Frame(sample.Stack)].Kind), 0);
        }

        if (sample.Time >= 0)
        {
            Label("time", null, sample.Time);
        }

        void Label(string key, string? text, long number) => message.Message(3, m =>
        {
            m.Text(1, key);
            m.Number(2, text is null ? 0 : encoder.Text(text));
            m.Number(3, number);
        });
    }

    private Dictionary<string, int> ModuleIds()
    {
        var ids = new Dictionary<string, int>();
        for (var i = 0; i < profile.Functions.Count; i++)
        {
            ids.TryAdd(profile.Functions[new FunctionId(i)].Name.Module, ids.Count + 1);
        }

        return ids;
    }

    private void WriteMappings()
    {
        foreach (var (module, id) in ModuleIds())
        {
            encoder.Message(PprofFields.Mapping, m =>
            {
                m.Number(1, id);
                m.Text(5, module);
                // Function names, files, lines, inlined frames are there: pprof need not look for symbols.
                for (var flag = 7; flag <= 10; flag++)
                {
                    m.Number(flag, 1);
                }
            });
        }
    }

    private void WriteFunctions()
    {
        for (var i = 0; i < profile.Functions.Count; i++)
        {
            var function = profile.Functions[new FunctionId(i)];
            encoder.Message(PprofFields.Function, m =>
            {
                m.Number(1, i + 1);
                m.Text(2, function.Name.Name);
                m.Text(3, function.Name.Name);
                if (function.Source is { } source)
                {
                    m.Text(4, source.File);
                    m.Number(5, source.Line);
                    m.Number(PprofFields.FunctionColumn, source.Column);
                }

                m.Text(PprofFields.FunctionModule, function.Name.Module);
            });
        }
    }

    private void WriteRuns()
    {
        var started = profile.Runs.Min(r => r.Started);
        if (started is { } start && start >= DateTimeOffset.UnixEpoch)
        {
            encoder.Number(PprofFields.TimeNanos, (start - DateTimeOffset.UnixEpoch).Ticks * 100);
        }

        var duration = profile.Runs.Sum(r => r.WallTime?.Ticks ?? 0);
        if (duration > 0)
        {
            encoder.Number(PprofFields.DurationNanos, duration * 100);
        }

        foreach (var run in profile.Runs)
        {
            encoder.Message(PprofFields.Run, m =>
            {
                Optional(m, 1, run.Started?.UtcTicks);
                Optional(m, 2, run.WallTime?.Ticks);
                Optional(m, 3, run.CpuTime?.Ticks);
                m.Number(4, run.LostSamples);
                m.Text(5, run.Source);
            });
        }
    }

    private void WriteOrigin()
    {
        var origin = profile.Origin;
        encoder.Message(PprofFields.Origin, m =>
        {
            m.Text(1, origin.HostName);
            m.Text(2, origin.OsRelease);
            m.Text(3, origin.Architecture);
            Optional(m, 4, origin.Cpus);
            m.Text(5, origin.CpuModel);
            m.Text(6, origin.PerfVersion);
            foreach (var argument in origin.CommandLine)
            {
                m.Text(7, argument);
            }
        });
        foreach (var line in new[] { ("host", origin.HostName), ("cpu", origin.CpuModel), ("perf", origin.PerfVersion), ("command", origin.CommandLine.Count > 0 ? string.Join(' ', origin.CommandLine) : null) })
        {
            if (line.Item2 is not null)
            {
                encoder.Number(PprofFields.Comment, encoder.Text(string.Create(CultureInfo.InvariantCulture, $"{line.Item1}: {line.Item2}")));
            }
        }

        foreach (var (module, reason) in profile.Unnamed.OrderBy(u => u.Key, StringComparer.Ordinal))
        {
            encoder.Message(PprofFields.Unnamed, m =>
            {
                m.Text(1, module);
                m.Text(2, reason);
            });
        }
    }

    private static void Optional(PprofMessage message, int field, long? value)
    {
        if (value is { } number)
        {
            message.Number(field, number, evenZero: true);
        }
    }
}
