using System.Globalization;
using PerfHarness.Formats.Demangling;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Recording.Probes;

/// <summary>
/// Probes that exist as long as this object: added to the kernel's lists, removed when it is disposed of, at an orderly exit and on
/// a signal that ends the process. What a <c>kill -9</c> leaves behind, <see cref="AbandonedProbes"/> finds.
/// </summary>
internal sealed class ProbeSession : IAsyncDisposable
{
    // Until perf, which has just ended, has closed them.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly Lock SyncRoot = new();
    private static readonly List<ProbeSession> Active = [];
    private static bool exitHandled;

    private readonly TraceFileSystem _tracing;
    private readonly string _group;
    private readonly List<ProbeDefinition> _added = [];
    private readonly List<IDisposable> _held = [];
    private readonly Action<Diagnostic> _report;

    private ProbeSession(TraceFileSystem tracing, string group, Action<Diagnostic> report) => (_tracing, _group, _report) = (tracing, group, report);

    /// <summary>As perf takes them, in the order of the probes.</summary>
    public IReadOnlyList<string> Events => [.. _added.Select(probe => probe.GetEvent(_group))];

    /// <summary>The chosen events with the probes behind them; the probes alone where none were chosen.</summary>
    public string? AddTo(string? events) => _added.Count == 0 ? events : string.Join(',', Events.Prepend(events).OfType<string>());

    /// <param name="report">Gets what could not be removed.</param>
    /// <exception cref="PerfHarnessException">One cannot be added; then none is.</exception>
    public static Task<ProbeSession> AddAsync(
        IReadOnlyList<ProbeSpecification> specifications, ProbeContext context, Action<Diagnostic> report, CancellationToken cancellation) =>
        AddAsync(specifications, context, HostEnvironment.ReadCurrent(), report, cancellation);

    /// <summary>The same on a given machine.</summary>
    internal static async Task<ProbeSession> AddAsync(
        IReadOnlyList<ProbeSpecification> specifications, ProbeContext context, HostEnvironment host, Action<Diagnostic> report,
        CancellationToken cancellation)
    {
        var tracing = new TraceFileSystem(host);
        var session = new ProbeSession(tracing, ProbeOwner.Current.Group, report);
        if (specifications.Count == 0)
        {
            return session;
        }

        await tracing.EnsureMountedAsync(cancellation).ConfigureAwait(false);
        Register(session);
        try
        {
            var finder = new ProbeImageFinder(context, report);
            foreach (var specification in specifications)
            {
                session.ThrowIfImpossible(specification);
                var path = specification.IsKernel ? "" : await finder.FindAsync(specification, cancellation).ConfigureAwait(false);
                foreach (var (function, place, arguments) in session.Locate(specification, path))
                {
                    session.Add(specification, function, place, arguments);
                }
            }

            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Remove();
        return ValueTask.CompletedTask;
    }

    private static void Register(ProbeSession session)
    {
        lock (SyncRoot)
        {
            Active.Add(session);
            if (!exitHandled)
            {
                exitHandled = true;
                AppDomain.CurrentDomain.ProcessExit += (_, _) => RemoveAll();
            }
        }
    }

    private static void RemoveAll()
    {
        ProbeSession[] left;
        lock (SyncRoot)
        {
            left = [.. Active];
        }

        foreach (var session in left)
        {
            session.Remove();
        }
    }

    private void ThrowIfImpossible(ProbeSpecification specification)
    {
        var file = new ProbeEventsFile(_tracing, specification.IsKernel ? ProbeEventsFile.Kernel : ProbeEventsFile.User);
        if (file.IsWritable)
        {
            return;
        }

        var (problem, remedy) = (_tracing.HasProbes(specification.IsKernel), specification.IsKernel, _tracing.Rights.IsRoot) switch
        {
            (false, true, _) => ("this kernel has no kprobes (CONFIG_KPROBE_EVENTS)",
                "Tracepoints of the kernel may show the same: dotnet perfharness events"),
            (false, false, _) => ("this kernel has no uprobes (CONFIG_UPROBE_EVENTS)", null),
            (true, _, false) => ("adding a probe needs root", "Run it with sudo."),
            _ => (_tracing.GetProblem() ?? "the kernel's list of probes cannot be written, as in a container without --privileged",
                _tracing.GetRemedy()),
        };
        throw new PerfHarnessException(DiagnosticCodes.ProbesUnavailable, $"--probe '{specification.Text}': {problem}.", remedy);
    }

    private List<(string Function, string Place, IReadOnlyList<string> Arguments)> Locate(ProbeSpecification specification, string path)
    {
        if (specification.IsKernel)
        {
            var offset = specification.Offset == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"+{specification.Offset}");
            return [(specification.Function, specification.Function + offset, specification.Arguments)];
        }

        FunctionTable table;
        try
        {
            table = FunctionTable.Open(path);
        }
        catch (InputException) when (ManagedProgram.Recognize(path) is var (kind, remedy))
        {
            throw specification.CreateFailure($"'{path}' is {kind}", remedy);
        }

        using (table)
        {
            var arguments = ProbeArguments.Translate(specification, table.Image.Header.Machine);
            var name = HoldIfUnspeakable(path);
            return [.. ProbeResolver.Resolve(specification, table)
                .Select(found => (found.Function, $"{name}:0x{found.FileOffset:x}", arguments))];
        }
    }

    // The kernel splits its line at spaces, so that such a path can be given only as that of an open file.
    private string HoldIfUnspeakable(string path)
    {
        if (!path.Any(char.IsWhiteSpace))
        {
            return path;
        }

        var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        _held.Add(file);
        return string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{file.DangerousGetHandle()}");
    }

    private void Add(ProbeSpecification specification, string function, string place, IReadOnlyList<string> arguments)
    {
        var name = ProbeDefinition.CreateName(
            NameShortener.Shorten(function), specification.IsReturn, GetTakenNames());
        var probe = new ProbeDefinition(name, place, arguments, specification.IsReturn, specification.IsKernel);
        var (file, line) = (new ProbeEventsFile(_tracing, probe.EventsFile), probe.FormatAdd(_group));

        // Before it is there: a signal may come in between, and what is not there is removed without harm.
        lock (SyncRoot)
        {
            _added.Add(probe);
        }

        try
        {
            file.Write(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lock (SyncRoot)
            {
                _added.Remove(probe);
            }

            var error = file.FindError(line) ?? e.Message;
            throw specification.CreateFailure($"the kernel does not take it: {error}", $"It was given: {line.Trim()}");
        }
    }

    // Several sessions of one process share the group.
    private static string[] GetTakenNames()
    {
        lock (SyncRoot)
        {
            return [.. Active.SelectMany(session => session._added).Select(probe => probe.Name)];
        }
    }

    private void Remove()
    {
        ProbeDefinition[] added;
        lock (SyncRoot)
        {
            Active.Remove(this);
            added = [.. _added];
            _added.Clear();
        }

        foreach (var probe in added)
        {
            if (new ProbeEventsFile(_tracing, probe.EventsFile).TryRemove(_group, probe.Name, Patience) is { } problem)
            {
                _report(new Diagnostic(
                    DiagnosticCodes.LeftBehind, Severity.Warning, $"The probe {probe.GetEvent(_group)} was not removed: {problem}.",
                    "Run 'dotnet perfharness doctor --clean' when nothing records it any more."));
            }
        }

        _held.ForEach(file => file.Dispose());
        _held.Clear();
    }
}
