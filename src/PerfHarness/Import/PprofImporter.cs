using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Pprof;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// Adds a pprof file to a profile. A file of PerfHarness restores its runs, events and kinds; another is one run, its
/// kinds derived from its mappings as far as possible.
/// </summary>
internal sealed class PprofImporter
{
    private const long MaxValue = 1L << 52;
    private const int MaxRuns = 10_000;

    private readonly PprofProfile _file;
    private readonly ProfileBuilder _builder;
    private readonly PprofFrames _frames;
    private readonly PprofMetadata? _note;
    private readonly PprofEvent[] _values;
    private readonly EventId[] _events;
    private readonly RunId[] _runs;

    private PprofImporter(PprofProfile file, ProfileBuilder builder, ImportOptions options, RunInfo run)
    {
        (_file, _builder) = (file, builder);
        _frames = new PprofFrames(file, builder, options);
        _note = PprofMetadata.Find(file.Comments);
        // The note is used only where it agrees with the file: another tool may have changed the one and not the other.
        var isOwnFile = _note is not null && _note.Events.Count * 2 == file.SampleTypes.Count && _note.Runs.Count is > 0 and <= MaxRuns;
        _values = isOwnFile
            ? [.. _note!.Events.Select((e, i) => new PprofEvent(e.Name, e.Unit, (2 * i) + 1, 2 * i, false, e.Frequency))]
            : PprofEvent.From(file);
        _events = [.. _values.Select(v => builder.AddEvent(new EventInfo(v.Name, v.Frequency, v.Unit)))];
        _runs = isOwnFile ? [.. _note!.Runs.Select(builder.AddRun)] : [builder.AddRun(run)];
    }

    /// <param name="file">Name for diagnostics and the run.</param>
    /// <returns>The first of the runs that were added.</returns>
    /// <exception cref="InputException">The input is not a profile.</exception>
    public static RunId Import(Stream input, ProfileBuilder builder, ImportOptions options, RunInfo? run = null, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var profile = PprofReader.Read(input, builder.Diagnostics, file);
        run ??= new RunInfo();
        var importer = new PprofImporter(profile, builder, options, run with
        {
            Source = run.Source ?? file,
            Started = run.Started ?? (profile.TimeNanos > 0 ? DateTimeOffset.UnixEpoch.AddTicks(profile.TimeNanos / 100) : null),
            WallTime = run.WallTime ?? (profile.DurationNanos > 0 ? TimeSpan.FromTicks(profile.DurationNanos / 100) : null),
        });
        importer.Import(file);
        return importer._runs[0];
    }

    private void Import(string? file)
    {
        if (_note is not null)
        {
            _builder.Origin = ReferenceEquals(_builder.Origin, ProfileOrigin.Unknown) ? _note.Origin : _builder.Origin;
            foreach (var (module, reason) in _note.Unnamed)
            {
                _builder.AddUnnamedReason(module, reason);
            }
        }

        if (_file.ReadSamples(Add) == 0)
        {
            _builder.Diagnostics.Warn(DiagnosticCodes.EmptyProfile, "the profile has no samples", null, file);
        }
    }

    private void Add(PprofSample sample)
    {
        var stack = _frames.InternStack(sample.Locations);
        var thread = _builder.AddThread(PprofThread.Parse(sample.Labels));
        var run = _runs[0];
        var time = -1L;
        foreach (var label in sample.Labels)
        {
            if (_note is not null && label.Text is null)
            {
                run = label.Key == PprofLabels.Run && label.Number >= 0 && label.Number < _runs.Length ? _runs[label.Number] : run;
                time = label.Key == PprofLabels.Time ? label.Number : time;
            }
        }

        for (var i = 0; i < _values.Length; i++)
        {
            var value = _values[i];
            var weight = ValueAt(sample, value.WeightIndex);
            var count = value.CountIndex >= 0 ? ValueAt(sample, value.CountIndex) : value.IsSampleCount ? weight : 1;
            if (weight > 0 || (value.CountIndex >= 0 && count > 0))
            {
                _builder.Samples.Add(new Sample(stack, thread, _events[i], run, time, weight, Math.Max(1, count)));
            }
        }
    }

    private static long ValueAt(PprofSample sample, int index) => index < sample.Values.Count ? Math.Clamp(sample.Values[index], 0, MaxValue) : 0;
}
