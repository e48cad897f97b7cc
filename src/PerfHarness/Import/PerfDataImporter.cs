using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.PerfData;
using PerfHarness.Processes;
using PerfHarness.Profiles;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Jit;
using PerfHarness.Symbols.Resolution;

namespace PerfHarness.Import;

/// <summary>Adds a perf.data to a profile as one run: replays what the processes mapped and turns every sample's callchain into a stack.</summary>
internal sealed class PerfDataImporter
{
    /// <summary>What the name of the folder with a recording's perf maps adds to the file's.</summary>
    public const string MapsExtension = ".maps";

    private const int KernelPid = -1;
    private const int MonotonicClock = 1;

    // kernel.perf_event_max_stack where nobody has changed it.
    private const int DefaultMaxStack = 127;

    private readonly ProfileBuilder _builder;
    private readonly ImportOptions _options;
    private readonly SymbolResolver _symbols;
    private readonly ImageTable _images = new();
    private readonly Dictionary<int, ProcessState> _processes = [];
    private readonly ThreadNames _threads;
    private readonly ProgramFolders _programs;
    private readonly CallchainWalker _walker;
    private readonly StackCache _stacks = new();
    private readonly PerfDataFile _file;
    private readonly Dictionary<int, string> _jitDumps = [];
    private readonly HashSet<string> _jitNames = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ulong> _startTimes = [];
    private readonly Dictionary<StackId, bool> _containsModule = [];
    private readonly Dictionary<int, long> _endedThreads = [];
    private int[] _maxStacks = [];
    private readonly SampleAdder _samples;
    private SampleUnwinder? _unwinder;
    private ProcessState? _lastProcess;
    private RunInfo _run = new();
    private CountedProcesses _counted = new(null, null);
    private bool _isMonotonic;
    private ulong _sampleTime;
    private bool _hasBegun;
    private ulong _lostRecords;
    private ulong _lostSamples;
    private ulong _throttleCount;

    private PerfDataImporter(PerfDataFile file, ProfileBuilder builder, ImportOptions options, SymbolResolver symbols, CodeTable code)
    {
        (_file, _builder, _options, _symbols) = (file, builder, options, symbols);
        _threads = new ThreadNames(builder);
        _samples = new SampleAdder(builder, file);
        _programs = new ProgramFolders(symbols.Sources);
        _walker = new CallchainWalker(builder, new FrameResolver(builder, options, symbols, code));
    }

    /// <param name="run">What the caller knows of the run; lost samples are filled in.</param>
    /// <param name="code">Is filled where the options ask for it.</param>
    /// <exception cref="InputException">The file is not a perf.data that can be read.</exception>
    public static RunId Import(MappedFile input, RunInfo run, ProfileBuilder builder, ImportOptions options, SymbolResolver symbols, CodeTable code)
    {
        using var file = PerfDataFile.Open(input, builder.Diagnostics);
        return new PerfDataImporter(file, builder, options, symbols, code).Import(run);
    }

    private RunId Import(RunInfo run)
    {
        var id = _builder.AddRun(run);
        _run = run;
        _counted = new CountedProcesses(run.RootPid, run.GatePid);
        _symbols.Kernel.BuildId ??= FindBuildId("[kernel.kallsyms]");
        using var reader = _file.ReadSummaries(_options.ThreadCount);
        while (reader.Read())
        {
            if (reader.Type == RecordType.Sample)
            {
                AddSample(reader, id);
            }
            else
            {
                ApplySideband(reader);
            }
        }

        _unwinder?.Report(_builder.Diagnostics);
        _samples.Finish();
        var lost = Math.Max(_lostRecords, _lostSamples);
        StaleJitFiles.Report(_processes.Values, lost, _builder.Diagnostics);
        _builder.SetRun(id, run with
        {
            LostSamples = run.LostSamples + (long)lost,
            Source = run.Source ?? _file.Path,
            EndedThreads = _endedThreads.Count > 0 ? _endedThreads : null,
            IsUnwound = _unwinder is not null,
            IsFiltered = _options.Tids is not null || _options.ModuleFilter is not null,
        });
        _builder.Origin = CreateOrigin(_file.Features);
        if (lost > 0)
        {
            _builder.Diagnostics.Warn(DiagnosticCodes.LostSamples,
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"'{_file.Path}': {lost} records were lost while recording"),
                "Lower the frequency, or use larger buffers (perf record -m).", _file.Path);
        }

        if (_throttleCount > 0)
        {
            _builder.Diagnostics.Info(DiagnosticCodes.ThrottledSamples,
                string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"'{_file.Path}': the kernel throttled sampling {_throttleCount} times"),
                "Lower the frequency, or raise kernel.perf_event_max_sample_rate.", _file.Path);
        }

        return id;
    }

    // In a pipe's recording, events and features come as records of their own, all before the first sample.
    private void Begin()
    {
        _hasBegun = true;
        _programs.AddCommand(_file.Features.CommandLine);
        _programs.AddCommand(_options.Command);
        foreach (var folder in GetMapFolders())
        {
            _programs.AddCommand(ProgramList.Read(folder));
        }

        _isMonotonic = _file.Attributes.Any(a => a.UsesClockId && a.ClockId == MonotonicClock);
        _symbols.Kernel.BuildId ??= FindBuildId("[kernel.kallsyms]");
        _maxStacks = [.. _file.Attributes.Select(a => a.MaxStack > 0 ? a.MaxStack : _run.MaxStack ?? DefaultMaxStack)];
        _unwinder = SampleUnwinder.Create(_file, _symbols);
        _samples.Begin();
    }

    private void AddSample(PerfRecordReader reader, RunId run)
    {
        if (!_hasBegun)
        {
            Begin();
        }

        if (reader.Current.IsSummarized && _unwinder is null)
        {
            AddSummarized(reader, run);
        }
        else if (reader.TryGetSample(out var sample) && Counts(sample.Pid, sample.Tid))
        {
            var process = AdvanceTo(sample.Pid, sample.Time);
            var stack = _unwinder is not null && _unwinder.TryUnwind(process, sample, out var chain, out var end)
                ? _walker.WalkUnwound(process, sample, chain, end)
                : _walker.Walk(process, sample, sample.Callchain, _maxStacks[sample.EventIndex]);
            if (Keeps(stack))
            {
                _samples.Add(sample, stack, _threads.GetThread(sample.Pid, sample.Tid), run);
            }
        }
    }

    // Nearly every callchain was seen before: then the record itself is not looked at.
    private void AddSummarized(PerfRecordReader reader, RunId run)
    {
        ref readonly var record = ref reader.Current;
        if (!Counts(record.Pid, record.Tid))
        {
            return;
        }

        var process = AdvanceTo(record.Pid, record.Time);
        var isLong = record.ChainLength >= _maxStacks[record.EventIndex];
        var digest = record.Digest.With(process.Pid, process.Version);
        if (isLong || !_stacks.TryGet(digest, out var stack))
        {
            if (!reader.TryGetSample(out var sample))
            {
                return;
            }

            stack = _walker.Walk(process, sample, sample.Callchain, _maxStacks[sample.EventIndex]);
            if (!isLong)
            {
                _stacks.Add(digest, stack);
            }
        }

        if (Keeps(stack))
        {
            _samples.Add(record, stack, _threads.GetThread(record.Pid, record.Tid), run);
        }
    }

    private bool Counts(int pid, int tid) => _counted.Counts(pid) && (_options.Tids is not { } tids || tids.Contains(tid));

    private bool Keeps(StackId stack) => _options.ModuleFilter is not { } module || ContainsModule(stack, module);

    private ProcessState AdvanceTo(int pid, ulong time)
    {
        var process = GetProcess(pid);
        if (!process.IsSampled)
        {
            process.IsSampled = true;
            foreach (var mapping in process.AddressSpace.Mappings)
            {
                _symbols.Prefetch(mapping.Image);
            }
        }

        _sampleTime = time;
        process.AdvanceTo(_isMonotonic ? time : 0);
        return process;
    }

    private bool ContainsModule(StackId stack, string module)
    {
        ref var under = ref CollectionsMarshal.GetValueRefOrAddDefault(_containsModule, stack, out var known);
        if (!known)
        {
            for (var at = stack; at != StackId.Empty && !under; at = _builder.Stacks.GetParent(at))
            {
                under = _builder.Functions[_builder.Frames[_builder.Stacks.GetFrame(at)].Function].Name.Module == module;
            }
        }

        return under;
    }

    private void ApplySideband(PerfRecordReader reader)
    {
        switch (reader.Type)
        {
            case RecordType.Mmap or RecordType.Mmap2 when reader.TryGetMmap(out var mmap):
                Map(mmap);
                break;
            case RecordType.Comm when reader.TryGetComm(out var comm):
                _counted.Apply(comm);
                _threads.Rename(comm.Pid, comm.Tid, comm.Name, comm.IsExec);
                if (comm.IsExec)
                {
                    _startTimes[comm.Pid] = reader.Time;
                    GetProcess(comm.Pid).AddressSpace.ResetForExec();
                }

                break;
            case RecordType.Fork when reader.TryGetTask(out var task):
                _samples.OffCpu?.Start(task.Tid);
                _threads.Fork(task);
                _counted.Add(task);
                if (task.Pid != task.ParentPid && !task.WasRunning)
                {
                    _startTimes[task.Pid] = reader.Time;
                    GetProcess(task.Pid).AddressSpace.CopyFrom(GetProcess(task.ParentPid).AddressSpace);
                }

                break;
            case RecordType.Read when reader.TryGetRead(out var read, out var index)
                && index >= 0 && _file.Attributes[index].IsClock:
                CollectionsMarshal.GetValueRefOrAddDefault(_endedThreads, read.Tid, out _) += (long)Math.Min(read.Value, long.MaxValue / 2);
                break;
            case RecordType.Exit when _samples.OffCpu is { } offCpu && reader.TryGetTask(out var task):
                offCpu.End(task.Tid);
                break;
            case RecordType.Switch or RecordType.SwitchCpuWide when _samples.OffCpu is { } offCpu && reader.TryGetSwitch(out var @switch):
                offCpu.Apply(@switch, reader.Time);
                break;
            case RecordType.Ksymbol when reader.TryGetKsymbol(out var ksymbol):
                _symbols.Kernel.AddKsymbol(ksymbol);
                break;
            case RecordType.Lost:
                _lostRecords += reader.GetLost();
                break;
            case RecordType.LostSamples:
                _lostSamples += reader.GetLost();
                break;
            case RecordType.Throttle:
                _throttleCount++;
                break;
        }
    }

    private void Map(in MmapRecord mmap)
    {
        if (mmap.Pid == KernelPid || mmap.IsKernel)
        {
            _symbols.Kernel.BuildId ??= mmap.Path.StartsWith("[kernel.kallsyms]", StringComparison.Ordinal) ? mmap.BuildId : null;
            _symbols.Kernel.Map(mmap);
            return;
        }

        var buildId = mmap.BuildId ?? FindBuildId(mmap.Path);
        if (Path.GetFileName(mmap.Path.AsSpan()) is var name && name.StartsWith("jit-", StringComparison.Ordinal)
            && name.EndsWith(".dump", StringComparison.Ordinal))
        {
            _jitDumps[mmap.Pid] = mmap.Path;
            GetProcess(mmap.Pid).SearchJitAgain();
        }

        var end = mmap.Length > ulong.MaxValue - mmap.Start ? ulong.MaxValue : mmap.Start + mmap.Length;
        var image = _images.Intern(mmap.Path, buildId, out var isNew);
        if (isNew)
        {
            _programs.AddImage(image);
        }

        var process = GetProcess(mmap.Pid);
        process.AddressSpace.Map(new Mapping(mmap.Start, end, mmap.PageOffset, image, mmap.IsWritable, mmap.IsData));
        if (process.IsSampled && !mmap.IsData)
        {
            _symbols.Prefetch(image);
        }
    }

    private BuildId? FindBuildId(string path) => _file.Features.BuildIds.TryGetValue(path, out var id) ? id : null;

    private ProcessState GetProcess(int pid)
    {
        if (_lastProcess is { } last && last.Pid == pid)
        {
            return last;
        }

        if (!_processes.TryGetValue(pid, out var process))
        {
            process = new ProcessState(pid, OpenJit, state => ReturnAddresses.Read(_file, state, SampleUnwinder.Create(_file, _symbols)));
            _processes.Add(pid, process);
        }

        return _lastProcess = process;
    }

    private IEnumerable<string> GetMapFolders() => _options.JitFolders.Append(_file.Path + MapsExtension);

    // The recording's own folders first, then the file's; /tmp last, because any user may write there.
    private ProcessJitSymbols? OpenJit(int pid) => ProcessJitSymbols.Open(pid, new JitSymbolOptions
    {
        Format = _options.JitSymbolFormat,
        Folders = [.. GetMapFolders(), Path.GetDirectoryName(Path.GetFullPath(_file.Path)) ?? "."],
        SearchTemporaryFolder = _options.SearchTemporaryFolder,
        SearchContainer = _options.SearchTemporaryFolder,
        JitDumpPath = _jitDumps.GetValueOrDefault(pid),
        Trust = new JitFileTrustPolicy(NotBefore: GetStartTime(pid)),
        Mappings = GetProcess(pid).AddressSpace.Mappings,
        SeenAt = _file.Features.ToWallClock(_sampleTime),
        Names = _jitNames,
        StartTime = _isMonotonic ? _startTimes.GetValueOrDefault(pid) : 0,
    }, _builder.Diagnostics);

    // Of a process that was started during the recording: when, or at least that it was after the recording started.
    private DateTimeOffset? GetStartTime(int pid) =>
        _startTimes.TryGetValue(pid, out var time) ? _file.Features.ToWallClock(time) ?? _run.Started : null;

    private static ProfileOrigin CreateOrigin(PerfDataFeatures features) => new()
    {
        IsPerfData = true,
        HostName = features.HostName,
        OsRelease = features.OsRelease,
        Architecture = features.Architecture,
        Cpus = features.CpusOnline,
        CpuModel = features.CpuDescription,
        PerfVersion = features.PerfVersion,
        CommandLine = features.CommandLine,
    };
}
