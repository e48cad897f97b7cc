using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfScript;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>Adds the text of <c>perf script</c> to a profile as one run. Names are perf's, in the form of PerfHarness.</summary>
internal sealed class PerfScriptImporter
{
    /// <summary>Larger periods are corrupt; sums of them must fit 64 bits.</summary>
    private const long MaxPeriod = 1L << 48;

    private const int MaxEvents = 1000;

    /// <summary>More frames than kernels record in a callchain, even if each inlines calls.</summary>
    private const int MaxStack = 1024;

    private readonly ProfileBuilder _builder;
    private readonly ImportOptions _options;
    private readonly PerfScriptFrames _frames;
    private readonly Dictionary<(string Name, bool HasPeriod), EventId> _events = [];
    private readonly ConditionalWeakTable<SampleTexts, PerfScriptRows> _rows = [];
    private readonly PerfScriptHeader _header = new();
    private RunId _run;

    private PerfScriptImporter(ProfileBuilder builder, ImportOptions options) =>
        (_builder, _options, _frames) = (builder, options, new PerfScriptFrames(builder, options));

    /// <param name="file">Name for diagnostics and the run.</param>
    /// <exception cref="InputException">The text has no sample.</exception>
    public static RunId Import(Stream input, ProfileBuilder builder, ImportOptions options, RunInfo? run = null, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new PerfScriptImporter(builder, options).Import(input, run ?? new RunInfo(), file);
    }

    private RunId Import(Stream input, RunInfo run, string? file)
    {
        run = run with { Source = run.Source ?? file };
        _run = _builder.AddRun(run);
        var header = PerfScriptReader.Read(input, Add, _builder.Diagnostics, file, _header, new PerfScriptOptions { Threads = _options.ThreadCount });
        ThrowIfUnreadable(header, file);
        if (header.SampleCount == 0)
        {
            _builder.Diagnostics.Warn(DiagnosticCodes.EmptyProfile, "the text has no samples", null, file);
        }

        if (header.OtherRecords.Count > 0)
        {
            var types = string.Join(", ", header.OtherRecords.Select(
                type => string.Create(CultureInfo.InvariantCulture, $"{type.Value} {type.Key}")));
            _builder.Diagnostics.Info(DiagnosticCodes.SkippedRecords, $"records that are no samples were skipped: {types}", null, file);
        }

        if (header.LostRecords > 0)
        {
            _builder.SetRun(_run, run with { LostSamples = run.LostSamples + header.LostRecords });
            _builder.Diagnostics.Warn(DiagnosticCodes.LostSamples,
                string.Create(CultureInfo.InvariantCulture, $"{header.LostRecords} records were lost while recording"),
                "Lower the frequency, or use larger buffers (perf record -m).", file);
        }

        if (header.ThrottleCount > 0)
        {
            _builder.Diagnostics.Info(DiagnosticCodes.ThrottledSamples,
                string.Create(CultureInfo.InvariantCulture, $"'{file}': the kernel throttled sampling {header.ThrottleCount} times"),
                "Lower the frequency, or raise kernel.perf_event_max_sample_rate.", file);
        }

        if (ReferenceEquals(_builder.Origin, ProfileOrigin.Unknown))
        {
            _builder.Origin = CreateOrigin(header);
        }

        return _run;
    }

    // A small number of samples would look like a result.
    private static void ThrowIfUnreadable(PerfScriptHeader header, string? file)
    {
        if (header.MalformedLines > header.SampleCount)
        {
            throw new InputException(
                DiagnosticCodes.UnrecognizedInput,
                string.Create(CultureInfo.InvariantCulture,
                    $"'{file}' is not the text of perf script: {header.SampleCount} samples, {header.MalformedLines} lines that are no part of one"),
                "Pass the output of 'perf script' with any fields (-F), or perf.data itself.", file);
        }

        if (header.LongestStack > MaxStack && header.SampleCount < 3)
        {
            throw new InputException(
                DiagnosticCodes.UnrecognizedInput,
                string.Create(CultureInfo.InvariantCulture,
                    $"'{file}' does not say where samples begin: it has frames only, {header.LongestStack} without an empty line between them"),
                "Keep the empty lines of 'perf script', or print more fields, as in -F comm,tid,time,event,ip,sym,dso.", file);
        }
    }

    private void Add(PerfScriptBlock block)
    {
        var rows = _rows.GetValue(block.Texts, _ => new PerfScriptRows(_builder, _frames, _options));
        rows.Reserve(block);
        foreach (ref readonly var sample in CollectionsMarshal.AsSpan(block.Samples))
        {
            var weight = sample.Period < 0 ? 1 : Math.Min(sample.Period, MaxPeriod);
            var stack = rows.GetStack(sample.Stack, block);
            var (thread, @event) = rows.GetHead(sample) ??= Intern(block.Heads[sample.Head], sample.Period >= 0);
            _builder.Samples.Add(new Sample(stack, thread, @event, _run, sample.Time, weight, 1));
        }
    }

    private (ThreadId Thread, EventId Event) Intern(in SampleHead head, bool hasPeriod)
    {
        if (_events.Count == 0)
        {
            // The first event of the recording may not be that of the first sample.
            foreach (var name in _header.Events)
            {
                InternEvent(name, hasPeriod);
            }
        }

        return (_builder.AddThread(new ThreadInfo(head.Pid, head.Tid, SafeText.ToSingleLine(head.Command))), InternEvent(head.Event, hasPeriod));
    }

    private EventId InternEvent(string eventName, bool hasPeriod)
    {
        var key = (eventName, hasPeriod);
        if (!_events.TryGetValue(key, out var id))
        {
            // An import of text with ever new events would overflow the samples' column; they are one from there on.
            var name = _events.Count >= MaxEvents ? "other" : eventName.Length == 0 ? "samples" : SafeText.ToSingleLine(eventName);
            id = _builder.AddEvent(new EventInfo(name, 0, hasPeriod ? EventUnit.FromName(name) : EventUnit.Samples));
            if (_events.Count < MaxEvents)
            {
                _events.Add(key, id);
            }
        }

        return id;
    }

    private static ProfileOrigin CreateOrigin(PerfScriptHeader header) => new()
    {
        IsPerfScript = true,
        HostName = header.HostName,
        OsRelease = header.OsRelease,
        Architecture = header.Architecture,
        Cpus = header.CpuCount,
        CpuModel = header.CpuModel,
        PerfVersion = header.PerfVersion,
        CommandLine = header.CommandLine?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
    };
}
