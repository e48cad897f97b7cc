using System.Globalization;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Runtimes;

/// <summary>
/// Gets perf maps from .NET processes that were started without any setting, over the runtime's own diagnostic port: requested at
/// the start of a recording, they list what is jitted and from then on what they jit; at the end they list all once more, the
/// maps move into the recording's folder, and the processes are left as they were. Names of ReadyToRun methods are not in
/// them; those the images give. Processes of other runtimes are asked at the end: see <see cref="OtherRuntime"/>.
/// </summary>
internal sealed class RuntimeAttach : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<AttachedRuntime> _runtimes = [];
    private readonly List<OtherRuntime> _others = [];
    private readonly bool _all;
    private bool _finished;

    private RuntimeAttach(bool all) => _all = all;

    /// <summary>Processes whose perf maps were requested.</summary>
    public IReadOnlyList<int> Pids
    {
        get
        {
            lock (_lock)
            {
                return [.. _runtimes.Select(r => r.Pid)];
            }
        }
    }

    /// <summary>Requests the maps of these processes. One without a known runtime is skipped silently; a failure is a warning.</summary>
    public static RuntimeAttach Start(IEnumerable<int> pids, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(pids);
        var attach = new RuntimeAttach(all: false);
        var processes = new List<RunningProcess>();
        foreach (var pid in pids.Distinct())
        {
            if (RunningProcess.TryOpen(pid) is not { } process)
            {
                diagnostics.Warn(DiagnosticCodes.AttachFailed, string.Create(CultureInfo.InvariantCulture, $"there is no process {pid}"));
            }
            else if (process.HasDiagnosticPort() || process.HasRuntime() is not false)
            {
                processes.Add(process);
            }
            else if (OtherRuntime.TryCreate(process) is { } other)
            {
                attach._others.Add(other);
            }
        }

        attach.Add(processes, diagnostics);
        return attach;
    }

    /// <summary>Requests the maps of every process that we can reach (<c>record -a</c>), at the end also of new ones.</summary>
    public static RuntimeAttach StartAll(DiagnosticBag diagnostics)
    {
        var attach = new RuntimeAttach(all: true);
        attach.Add(RunningProcess.FindAllWithPort(), diagnostics);
        return attach;
    }

    /// <summary>Lists the requested maps in the recording's folder, for the case that the recording is killed.</summary>
    public void ListRequests(string folder)
    {
        lock (_lock)
        {
            RequestedMaps.Write(folder, _runtimes);
        }
    }

    /// <summary>Copies the maps into the folder as <c>perf-PID.map</c>, with the process ids that are in the recording.</summary>
    /// <returns>The copies' paths.</returns>
    public IReadOnlyList<string> Finish(string folder, DiagnosticBag diagnostics)
    {
        if (_all)
        {
            Add(RunningProcess.FindAllWithPort().Where(p => !_runtimes.Exists(r => r.IsSame(p))), diagnostics);
            _others.AddRange(RunningProcess.FindAll(_ => true).Select(OtherRuntime.TryCreate).OfType<OtherRuntime>());
        }

        lock (_lock)
        {
            _finished = true;
            var copies = new string?[_runtimes.Count];
            Parallel.For(0, copies.Length, i => copies[i] = _runtimes[i].Finish(folder, diagnostics));
            foreach (var runtime in _runtimes)
            {
                if (runtime.RestoreFailure is { } failure)
                {
                    diagnostics.Warn(
                        DiagnosticCodes.AttachFailed, FormattableString.Invariant($"process {runtime.Pid} still writes its perf map: {failure}"));
                }
            }

            return [.. copies.OfType<string>(), .. _others.Select(other => other.Finish(folder, _all, diagnostics)).OfType<string>()];
        }
    }

    /// <summary>Leaves the processes as they were, if <see cref="Finish"/> has not.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var runtime in _runtimes)
            {
                if (_finished)
                {
                    runtime.Dispose();
                }
                else
                {
                    runtime.Abandon();
                }
            }

            _others.ForEach(other => other.Dispose());
            _others.Clear();
            _runtimes.Clear();
            _finished = true;
        }
    }

    private void Add(IEnumerable<RunningProcess> processes, DiagnosticBag diagnostics) =>
        Parallel.ForEach(processes.ToList(), process =>
        {
            if (AttachedRuntime.TryAttach(process, diagnostics) is { } attached)
            {
                lock (_lock)
                {
                    _runtimes.Add(attached);
                }
            }
        });
}
