using PerfHarness.Diagnostics;
using PerfHarness.Pprof;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// Adds a pprof file to a profile. A file of ours brings its runs, events and kinds back; of others it is one run, its
/// kinds told by its mappings as far as they tell.
/// </summary>
public sealed class PprofImporter
{
    private const long MaxValue = 1L << 52;
    private const int MaxRuns = 10_000;

    private readonly PprofProfile _file;
    private readonly ProfileBuilder _builder;
    private readonly PprofFrames _frames;
    private readonly string? _name;

    private PprofImporter(PprofProfile file, ProfileBuilder builder, ImportOptions options, string? name) =>
        (_file, _builder, _frames, _name) = (file, builder, new PprofFrames(file, builder, options), name);

    /// <param name="file">Name for diagnostics and the run.</param>
    /// <returns>The first of the runs that were added.</returns>
    /// <exception cref="InputException">The input is not a profile.</exception>
    public static RunId Import(Stream input, ProfileBuilder builder, ImportOptions options, RunInfo? run = null, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var profile = PprofReader.Read(input, builder.Diagnostics, file);
        return new PprofImporter(profile, builder, options, file).Import(run ?? new RunInfo());
    }

    private RunId Import(RunInfo run)
    {
        var runs = AddRuns(run);
        if (_file.Origin is { } origin && ReferenceEquals(_builder.Origin, ProfileOrigin.Unknown))
        {
            _builder.Origin = new ProfileOrigin
            {
                HostName = origin.HostName, OsRelease = origin.OsRelease, Architecture = origin.Architecture, Cpus = origin.Cpus,
                CpuModel = origin.CpuModel, PerfVersion = origin.PerfVersion, CommandLine = origin.CommandLine,
            };
        }

        foreach (var (module, reason) in _file.Unnamed)
        {
            _builder.NoteUnnamed(module, reason);
        }

        if (_file.Samples.Count == 0)
        {
            _builder.Diagnostics.Warn(DiagnosticCodes.EmptyProfile, "the profile has no samples", null, _name);
        }

        // Only rows that agree with the file's own tables are believed: the file may have been edited by another tool.
        var ours = _file.Events.Count > 0 && _file.SampleTypes.Count == 2 * _file.Events.Count;
        var events = ours
            ? _file.Events.Select(e => _builder.AddEvent(new EventInfo(e.Name, e.Frequency, e.Unit))).ToArray()
            : [];
        var values = PprofValues.Of(_file);
        foreach (var sample in _file.Samples)
        {
            var stack = _frames.StackOf(sample.Locations);
            var thread = _builder.AddThread(PprofThread.Of(sample.Labels));
            if (ours && sample.Row is { } row && row.Event < events.Length && row.Run < runs.Length)
            {
                var (weight, count) = (ValueAt(sample, (2 * row.Event) + 1), ValueAt(sample, 2 * row.Event));
                _builder.Samples.Add(new Sample(stack, thread, events[row.Event], runs[row.Run], row.Time, weight, count));
            }
            else
            {
                AddForeign(sample, stack, thread, runs, values);
            }
        }

        return runs[0];
    }

    private RunId[] AddRuns(RunInfo run)
    {
        if (_file.Runs.Count is > 0 and <= MaxRuns)
        {
            return [.. _file.Runs.Select(r => _builder.AddRun(new RunInfo
            {
                Started = r.Started is >= 0 and < 3155378975999999999L ? new DateTimeOffset(r.Started.Value, TimeSpan.Zero) : null,
                WallTime = r.WallTime is { } wall ? new TimeSpan(wall) : null,
                CpuTime = r.CpuTime is { } cpu ? new TimeSpan(cpu) : null,
                LostSamples = r.LostSamples,
                Source = r.Source,
            }))];
        }

        return [_builder.AddRun(run with
        {
            Source = run.Source ?? _name,
            Started = run.Started ?? (_file.TimeNanos > 0 ? DateTimeOffset.UnixEpoch.AddTicks(_file.TimeNanos / 100) : null),
            WallTime = run.WallTime ?? (_file.DurationNanos > 0 ? TimeSpan.FromTicks(_file.DurationNanos / 100) : null),
        })];
    }

    private void AddForeign(PprofSample sample, StackId stack, ThreadId thread, RunId[] runs, PprofValues[] values)
    {
        var run = runs[0];
        foreach (var label in sample.Labels)
        {
            if (label.Key == "run" && label.Text is null && label.Number >= 0 && label.Number < runs.Length)
            {
                run = runs[label.Number];
            }
        }

        foreach (var value in values)
        {
            var weight = ValueAt(sample, value.Weight);
            var count = value.Count >= 0 ? ValueAt(sample, value.Count) : value.IsSamples ? weight : 1;
            if (weight > 0 || (value.Count >= 0 && count > 0))
            {
                var @event = _builder.AddEvent(new EventInfo(SafeText.OneLine(value.Name), 0, SafeText.OneLine(value.Unit)));
                _builder.Samples.Add(new Sample(stack, thread, @event, run, -1, weight, Math.Max(1, count)));
            }
        }
    }

    private static long ValueAt(PprofSample sample, int index) => index < sample.Values.Length ? Math.Clamp(sample.Values[index], 0, MaxValue) : 0;
}
