using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfData;
using PerfHarness.Profiles;

namespace PerfHarness.Recording;

/// <summary>
/// What a recording contains, counted without naming anything: the one walk over perf.data before its import. It decides
/// which perf maps belong to the recording and whether the run is recorded again, and both must be known before an import:
/// maps are needed to name the samples, and an unfit run is never imported, nor are its shares ever computed.
/// </summary>
internal sealed class RecordingSummary
{
    private readonly HashSet<int> _pids = [];
    private readonly Dictionary<int, EventCounts> _threads = [];
    private IReadOnlyList<EventAttribute> _attributes = [];
    private ulong _lostRecords;
    private ulong _lostSamples;

    private readonly CountedProcesses _counted;

    private RecordingSummary(int? rootPid, int? gatePid) => _counted = new CountedProcesses(rootPid, gatePid);

    /// <summary>Processes of the recording.</summary>
    public IReadOnlySet<int> Pids => _pids;

    /// <summary>The program's runtime, such as <c>.NET 10.0.12</c>; empty if the recording shows none.</summary>
    public string Runtime { get; private set; } = "";

    /// <summary>Samples that the kernel could not deliver.</summary>
    public long LostSamples => (long)Math.Min(Math.Max(_lostRecords, _lostSamples), long.MaxValue);

    /// <summary>Why the file could not be read to its end; null if it could. Damaged parts are reported when it is imported.</summary>
    public InputException? Failure { get; private set; }

    /// <param name="rootPid">The process that counts, with all that it started; null for all.</param>
    /// <param name="gatePid">The process that was a shell before it was the command; null for none.</param>
    public static RecordingSummary Read(string dataPath, int? rootPid = null, int? gatePid = null) => Read([dataPath], rootPid, gatePid);

    /// <param name="dataPaths">The parts of one recording.</param>
    /// <param name="rootPid">The process that counts, with all that it started; null for all.</param>
    /// <param name="gatePid">The process that was a shell before it was the command; null for none.</param>
    public static RecordingSummary Read(IReadOnlyList<string> dataPaths, int? rootPid, int? gatePid)
    {
        var summary = new RecordingSummary(rootPid, gatePid);
        try
        {
            foreach (var path in dataPaths)
            {
                using var file = PerfDataFile.Open(path, new DiagnosticBag());
                summary.Walk(file);
            }
        }
        catch (InputException e)
        {
            summary.Failure = e;
        }

        return summary;
    }

    /// <summary>Samples of the <see cref="MainEvent"/>, and the sum of their periods.</summary>
    /// <param name="threads">Ids of the threads whose samples count; null for all.</param>
    public (long Samples, long Weight, bool IsClock) CountMainEvent(IReadOnlySet<int>? threads = null)
    {
        var total = new EventCounts(_attributes.Count);
        foreach (var (tid, counts) in _threads)
        {
            if (threads?.Contains(tid) != false)
            {
                total.Add(counts);
            }
        }

        var main = MainEvent.FindIndex(total.Samples);
        return main < 0 ? (0, 0, false) : (total.Samples[main], (long)Math.Min(total.Weights[main], long.MaxValue), _attributes[main].IsClock);
    }

    /// <summary>Each event that has samples, in the order of the recording.</summary>
    public IReadOnlyList<EventCount> CountEvents()
    {
        var total = new EventCounts(_attributes.Count);
        foreach (var counts in _threads.Values)
        {
            total.Add(counts);
        }

        return
        [
            .. _attributes.Select((attribute, i) => new EventCount(
                attribute.Name,
                attribute.Name == EventUnit.OffCpuEvent ? EventUnit.Switches : EventUnit.FromName(attribute.Name),
                total.Samples[i],
                (long)Math.Min(total.Weights[i], long.MaxValue)))
                .Where(count => count.Samples > 0),
        ];
    }

    // A shared runtime lies in a folder of its version: …/Microsoft.NETCore.App/10.0.12/libcoreclr.so
    private static string ParseRuntime(string path)
    {
        const string Framework = "/Microsoft.NETCore.App/";
        var at = path.EndsWith("/libcoreclr.so", StringComparison.Ordinal) ? path.LastIndexOf(Framework, StringComparison.Ordinal) : -1;
        return at < 0 ? "" : $".NET {path[(at + Framework.Length)..path.LastIndexOf('/')]}";
    }

    private void Walk(PerfDataFile file)
    {
        _attributes = file.Attributes;
        using var reader = file.ReadRecords();
        while (reader.Read())
        {
            switch (reader.Type)
            {
                case RecordType.Sample when reader.TryGetSample(out var sample) && _counted.Counts(sample.Pid):
                    AddSample(sample);
                    break;
                case RecordType.Lost:
                    _lostRecords += reader.GetLost();
                    break;
                case RecordType.LostSamples:
                    _lostSamples += reader.GetLost();
                    break;
                case RecordType.Mmap or RecordType.Mmap2 when Runtime.Length == 0 && reader.TryGetMmap(out var mmap)
                    && _counted.Contains(mmap.Pid):
                    Runtime = ParseRuntime(mmap.Path);
                    break;
                case RecordType.Comm when reader.TryGetComm(out var comm):
                    _counted.Apply(comm);
                    AddProcess(comm.Pid);
                    break;
                case RecordType.Fork when reader.TryGetTask(out var task):
                    _counted.Add(task);
                    AddProcess(task.Pid);
                    break;
            }
        }
    }

    private void AddProcess(int pid)
    {
        if (_counted.Contains(pid))
        {
            _pids.Add(pid);
        }
    }

    private void AddSample(in SampleRecord sample)
    {
        if (!_threads.TryGetValue(sample.Tid, out var counts))
        {
            _threads.Add(sample.Tid, counts = new EventCounts(_attributes.Count));
        }

        counts.Samples[sample.EventIndex]++;
        counts.Weights[sample.EventIndex] += sample.Period;
    }

    private sealed class EventCounts(int events)
    {
        public long[] Samples { get; } = new long[events];

        public ulong[] Weights { get; } = new ulong[events];

        public void Add(EventCounts other)
        {
            for (var i = 0; i < other.Samples.Length; i++)
            {
                Samples[i] += other.Samples[i];
                Weights[i] += other.Weights[i];
            }
        }
    }
}
