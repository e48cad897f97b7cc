using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Recording.Probes;

namespace PerfHarness.Recording.Events;

/// <summary>
/// What can be recorded on this machine: read from the kernel's own lists, and of the processor's counters by counting each once.
/// </summary>
internal sealed class EventCatalog
{
    private readonly HostEnvironment _host;
    private readonly TraceFileSystem _tracing;
    private readonly PerfCapabilities _capabilities;
    private readonly List<RecordableEvent> _events = [];
    private readonly List<Diagnostic> _diagnostics = [];

    private EventCatalog(HostEnvironment host, PerfCapabilities capabilities) =>
        (_host, _tracing, _capabilities) = (host, new TraceFileSystem(host), capabilities);

    /// <summary>By kind, then by name.</summary>
    public IReadOnlyList<RecordableEvent> Events => _events;

    /// <summary>What could not be listed, and what keeps listed events from being recorded.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    public static async Task<EventCatalog> ReadAsync(HostEnvironment host, CancellationToken cancellation)
    {
        var catalog = new EventCatalog(host, await PerfCapabilities.ProbeAsync(host, cancellation).ConfigureAwait(false));
        await catalog.AddCountersAsync(cancellation).ConfigureAwait(false);
        catalog._events.AddRange(BuiltInEvents.GetSoftwareEvents(catalog._capabilities.CanSampleKernel));
        await catalog.AddPmusAsync(cancellation).ConfigureAwait(false);
        await catalog._tracing.EnsureMountedAsync(cancellation).ConfigureAwait(false);
        catalog.AddTracepoints();
        return catalog;
    }

    private async Task AddCountersAsync(CancellationToken cancellation)
    {
        var events = BuiltInEvents.CounterEvents.ToList();
        IReadOnlySet<string> counted = new HashSet<string>();
        if (_capabilities is { CanProfile: true, PerfPath: { } path } && (_capabilities.HasHardwareCounters || PmuEvents.HasProcessor(_host)))
        {
            counted = await new PerfProbe(path, _host).FindCountedAsync([.. events.Select(e => e.Name)], cancellation).ConfigureAwait(false);
        }

        var problem = counted.Count == 0 ? "this machine has no hardware counters" : "this processor does not count it";
        _events.AddRange(events.Select(e => counted.Contains(e.Name) ? e : e with { Problem = problem }));
    }

    private async Task AddPmusAsync(CancellationToken cancellation)
    {
        var listed = PmuEvents.Read(_host).ToList();
        _events.AddRange(listed);
        if (_capabilities.PerfPath is { } path && PmuEvents.HasProcessor(_host))
        {
            // Names from the vendor's manuals, which perf brings along.
            var known = listed.Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
            var vendor = await new PerfProbe(path, _host).ListPmuEventsAsync(cancellation).ConfigureAwait(false);
            _events.AddRange(vendor.Where(known.Add).Order(StringComparer.Ordinal)
                .Select(name => new RecordableEvent(name, EventKind.Pmu, EventUnit.Events) { Recorded = RecordingDefault.Frequency }));
        }
    }

    private void AddTracepoints()
    {
        if (_tracing.GetProblem() is { } problem)
        {
            _diagnostics.Add(new Diagnostic(
                DiagnosticCodes.TracepointsUnreadable, Severity.Warning, $"Tracepoints and probes are not listed: {problem}.",
                _tracing.GetRemedy() is { } remedy ? $"Fix: {remedy}" : null));
            return;
        }

        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in (string[])[ProbeEventsFile.User, ProbeEventsFile.Kernel])
        {
            foreach (var (group, name, place) in new ProbeEventsFile(_tracing, file).ReadAll())
            {
                places[$"{group}:{name}"] = place;
            }
        }

        var needsLevel = !_tracing.Rights.IsPrivileged && _tracing.Rights.ParanoidLevel > -1;
        if (needsLevel)
        {
            _diagnostics.Add(new Diagnostic(
                DiagnosticCodes.ProfilingForbidden, Severity.Info, "Of your own commands only tracepoints of system calls can be recorded.",
                "Fix: sudo sysctl kernel.perf_event_paranoid=-1"));
        }

        var names = (_tracing.Read("available_events") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _events.AddRange(names.Select(name => CreateTraceEvent(name, places.GetValueOrDefault(name), needsLevel))
            .OrderBy(e => e.Kind).ThenBy(e => e.Name, StringComparer.Ordinal));
    }

    private RecordableEvent CreateTraceEvent(string name, string? place, bool needsLevel) =>
        new(name, place is null ? EventKind.Tracepoint : EventKind.Probe, EventUnit.FromName(name))
        {
            Detail = place,
            Problem = needsLevel && !name.StartsWith("syscalls:", StringComparison.Ordinal) ? "needs perf_event_paranoid -1" : null,
            ReadFields = () => EventFormat.Parse(_tracing.Read($"events/{name.Replace(':', '/')}/format") ?? ""),
        };
}
