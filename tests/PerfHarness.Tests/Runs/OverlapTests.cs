using System.Collections.Concurrent;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Measurements;
using PerfHarness.Processes;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;
using PerfHarness.Tests.Recording;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Runs;

/// <summary>A run is imported while the next one is recorded, or not, on scripted recordings.</summary>
[Collection(ProfilingLockCollection.Name)]
public sealed class OverlapTests : IDisposable
{
    // The second run is unfit, in whichever order things are done.
    private static readonly string[] Script =
    [
        ScriptedPerf.Run("*", [("steady", 1000), ("tunable", 500)]),
        ScriptedPerf.Run("*", [("steady", 1000), ("tunable", 900), ("!lost", 100)]),
        ScriptedPerf.Run("*", [("steady", 990), ("tunable", 510)]),
        ScriptedPerf.Run("*", [("steady", 1010), ("tunable", 490)]),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _progress = [];

    public OverlapTests() => Environment.SetEnvironmentVariable(ProfilingLock.HeldVariable, "1");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(ProfilingLock.HeldVariable, null);
        _folder.Dispose();
    }

    [Fact]
    public async Task Runs_and_messages_are_the_same_with_and_without_overlap()
    {
        using var overlapped = new ScriptedPerf(Script);
        var ahead = await RunAsync(overlapped, new GatedSource(isOneThread: true));
        string[] messages = [.. _progress];
        _progress.Clear();
        using var serial = new ScriptedPerf(Script);
        var alone = await RunAsync(serial, new GatedSource(isOneThread: false));

        Assert.Equal(alone.Profile.Runs.Select(run => run.Source), ahead.Profile.Runs.Select(run => run.Source));
        Assert.Equal(alone.Shares.Rows.Select(row => (row.Name, row.Self)), ahead.Shares.Rows.Select(row => (row.Name, row.Self)));
        Assert.Equal(_progress, messages);
        Assert.Contains("run 2 lost 5.00 % of its samples, more than 1.00 %: recording it again", messages);
        Assert.Equal((5, 5), (overlapped.Recorded.Count, serial.Recorded.Count));
    }

    [Fact]
    public async Task A_run_is_imported_while_the_next_one_is_recorded_where_a_core_is_free()
    {
        Assert.SkipUnless(HasSpareCpu, "Every processor of this machine shares a core with another one, or there is only one.");
        using var perf = new ScriptedPerf(Script[0]);
        var source = new GatedSource(isOneThread: true) { BlocksImports = true };
        source.OnRecord = run =>
        {
            if (run > 1)
            {
                source.LetImportProceed();
            }
        };
        var result = await RunAsync(perf, source, runs: 3, onEnd: source.LetImportProceed);
        Assert.Equal(3, result.Profile.Runs.Count);
        Assert.Equal([1, 2, 3], source.Recorded);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Nothing_is_imported_beside_a_recording_that_it_would_disturb(bool isOneThread, bool isPinnedToAll)
    {
        using var perf = new ScriptedPerf(Script[0]);
        var source = new GatedSource(isOneThread);
        var leftAtStart = new ConcurrentBag<int>();
        source.OnRecord = _ => leftAtStart.Add(source.Runs.Count(run => Directory.Exists(run.Folder.Path)));
        await RunAsync(perf, source, cpus: isPinnedToAll ? CpuSet.GetAvailable() : null);
        Assert.Equal([0, 0, 0, 0], leftAtStart);
    }

    [Fact]
    public async Task An_import_that_fails_ends_the_recording_beside_it_and_is_reported_for_its_own_run()
    {
        Assert.SkipUnless(HasSpareCpu, "Every processor of this machine shares a core with another one, or there is only one.");
        using var perf = new ScriptedPerf(Script[0]);
        var source = new GatedSource(isOneThread: true) { BlocksImports = true };
        source.OnRecord = run =>
        {
            if (run == 2)
            {
                source.LetImportProceed("not a recording"u8.ToArray());
                source.WaitForCancellation = true;
            }
        };
        var e = await Assert.ThrowsAsync<InputException>(() => RunAsync(perf, source, runs: 3));
        Assert.Contains(source.Runs[0].DataPath, e.Diagnostic.ToString(), StringComparison.Ordinal);
        Assert.Equal([1, 2], source.Recorded);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Cancelled_during_an_import_nothing_is_left()
    {
        using var perf = new ScriptedPerf(Script[0]);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var source = new GatedSource(isOneThread: true) { BlocksImports = true };
        source.OnBlocked = cancellation.Cancel;
        cancellation.Token.Register(() => _ = Task.Run(source.LetImportProceed));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(perf, source, runs: 3, cancellation: cancellation.Token));
        AssertNothingLeft();
    }

    private static bool HasSpareCpu
    {
        get
        {
            var cpus = new SpareCpus(CpuSet.GetAvailable(), new FingerprintReader().ReadCpuLimit());
            cpus.Observe(1);
            return cpus.Find(null) is not null;
        }
    }

    private void AssertNothingLeft() => Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.File("temporary")));

    private async Task<BenchResult> RunAsync(
        ScriptedPerf perf, GatedSource source, int runs = 4, CpuSet? cpus = null, Action? onEnd = null, CancellationToken? cancellation = null)
    {
        var view = HostEnvironment.ReadCurrent() with
        {
            Environment = new Dictionary<string, string>(HostEnvironment.ReadCurrent().Environment) { ["PATH"] = perf.SearchPath },
        };
        var token = cancellation ?? TestContext.Current.CancellationToken;
        var capabilities = await PerfCapabilities.ProbeAsync(view, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_folder.File("temporary"));
        var recorder = new PerfRecorder(capabilities) { TemporaryFolder = _folder.File("temporary") };
        var bench = new Bench
        {
            Name = "bench",
            // It uses far less than a processor, however short it is.
            Command = new CommandTarget("sleep", ["0.1"]) { Quiet = true, Cpus = cpus },
            Runs = runs,
            Warmups = 1,
            CreateSource = command => source.For(new CommandSource(command, null)),
        };
        source.AfterLast = (runs, onEnd);
        var options = new HarnessOptions { OutputDirectory = _folder.File("out") };
        return await new Harness(recorder, options, null, new ProgressTexts(_progress)).RunAsync(bench, token);
    }

    /// <summary>A command whose imports wait, until they may proceed, for the data that they read.</summary>
    private sealed class GatedSource(bool isOneThread) : IRunSource
    {
        private readonly ConcurrentQueue<(string Pipe, byte[] Data)> _blocked = [];
        private IRunSource _source = null!;

        public bool BlocksImports { get; init; }

        public bool WaitForCancellation { get; set; }

        public Action<int> OnRecord { get; set; } = _ => { };

        public Action OnBlocked { get; set; } = () => { };

        public (int Runs, Action? OnEnd) AfterLast { get; set; }

        public List<int> Recorded { get; } = [];

        public List<RecordedRun> Runs { get; } = [];

        public IReadOnlySet<int>? CountedThreads => null;

        public bool CanOverlap => true;

        public IRunSource For(IRunSource source)
        {
            _source = source;
            return this;
        }

        public ImportOptions AdaptImport(ImportOptions options) => options;

        public async Task<double?> WarmUpAsync(RecordOptions options, string label, CancellationToken cancellation)
        {
            await _source.WarmUpAsync(options, label, cancellation);
            return isOneThread ? 1 : 2;
        }

        public Task<PreparedRun> PrepareAsync(PerfRecorder recorder, RecordOptions options, CancellationToken cancellation) =>
            _source.PrepareAsync(recorder, options, cancellation);

        public async Task<RecordedRun> RecordAsync(
            PerfRecorder recorder, PreparedRun? prepared, RecordOptions options, string label, CancellationToken cancellation)
        {
            Recorded.Add(Recorded.Count + 1);
            OnRecord(Recorded.Count);
            if (WaitForCancellation)
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }

            Runs.Add(await _source.RecordAsync(recorder, prepared, options, label, cancellation));
            return Runs[^1];
        }

        // The summary has been read, and the import has not begun.
        public void ObserveSamples(long samples)
        {
            if (!BlocksImports)
            {
                return;
            }

            var pipe = Runs[^1].DataPath;
            var data = File.ReadAllBytes(pipe);
            File.Delete(pipe);
            Assert.Equal(0, LibC.CreateFifo(pipe, Convert.ToUInt32("600", 8)));
            _blocked.Enqueue((pipe, data));
            OnBlocked();
            if (Runs.Count == AfterLast.Runs && AfterLast.OnEnd is { } onEnd)
            {
                _ = Task.Run(onEnd);
            }
        }

        // Returns when the import has read it: there is none to wait for it in vain.
        public void LetImportProceed() => LetImportProceed(null);

        public void LetImportProceed(byte[]? other)
        {
            if (_blocked.TryDequeue(out var blocked))
            {
                using var stream = new FileStream(blocked.Pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
                stream.Write(other ?? blocked.Data);
            }
        }
    }
}
