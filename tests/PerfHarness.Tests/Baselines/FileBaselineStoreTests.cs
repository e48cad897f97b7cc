using System.Diagnostics;
using System.Text;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Formats.IO;

namespace PerfHarness.Tests.Baselines;

public sealed class FileBaselineStoreTests : BaselineStoreContract, IDisposable
{
    private static readonly BaselineKey Key = new("json", "xeon-1");
    private readonly string _folder = Directory.CreateTempSubdirectory("perfharness-store-").FullName;

    public FileBaselineStoreTests() => Store = new FileBaselineStore(Path.Combine(_folder, "baselines"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string BaselinePath => Path.Combine(_folder, "baselines", "json", "xeon-1.baseline");

    private protected override IBaselineStore Store { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_file_is_the_same_for_the_same_runs_and_has_one_function_a_line()
    {
        var text = Encoding.UTF8.GetString(BaselineFormat.Write(
            new Baseline { Bench = "json", Measurement = SampleMeasurements.Measure("s1", ("Zed(int)", [10, 20]), ("Alpha", [990, 980])) }.WithHistoryEntry("replace", SampleMeasurements.Day, "first"), null));
        Assert.Equal("""
            perfharness-baseline 1
            bench: json
            event: cpu-clock
            frequency: 997
            naming: 2
            gate: 1
            command: ./bench --size 10
            input-hash: c0ffee
            cpu: Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz
            architecture: x64
            processors: 4
            kernel: 6.1.0-18-amd64
            cpu-limit: none
            unit: ns
            history: 2026-01-31T08:15:00.0000000+00:00>replace>2>1>first
            [runs]
            s1>2026-01-31T08:15:00.0000000+00:00>00:00:05.2500000>00:00:05>1000>0>1003009000
            s1>2026-01-31T08:16:00.0000000+00:00>00:00:05.2500000>00:00:05>1000>1>1003009000
            [functions]
            98.500 %>990 980>990 980>app>Alpha
            1.500 %>10 20>10 20>app>Zed(int)
            [calls]
            [end]

            """.Replace(">", "\t", StringComparison.Ordinal), text);
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10])), AcceptMode.Replace, "", null, Stop);
        Assert.True(File.Exists(BaselinePath));
    }

    [Fact]
    public void A_function_keeps_the_hash_of_its_body()
    {
        var measurement = SampleMeasurements.Measure("s1", ("W.Run lambda#1()", [10, 20]), ("Alpha", [990, 980]));
        var functions = measurement.Counts.Functions.Select(f => f.Name.Name == "Alpha" ? f : f with { Body = 0x12ab });
        var baseline = new Baseline { Bench = "json", Measurement = measurement with { Counts = new RunCounts(measurement.Counts.Runs, functions) } };
        var bytes = BaselineFormat.Write(baseline, null);

        var (read, _) = BaselineParser.Parse(bytes, "f");

        Assert.Equal([("Alpha", 0ul), ("W.Run lambda#1()", 0x12abul)], read.Counts.Functions.Select(f => (f.Name.Name, f.Body)));
        var corrupt = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("00000000000012ab", "12ab", StringComparison.Ordinal));
        Assert.Equal(DiagnosticCodes.CorruptBaseline, Assert.Throws<InputException>(() => BaselineParser.Parse(corrupt, "f")).Diagnostic.Code);
    }

    [Fact]
    public async Task No_truncation_of_a_file_is_taken_for_a_baseline()
    {
        await Store.AcceptAsync(Key, SampleMeasurements.Random(5, "s1"), AcceptMode.Replace, "note", null, Stop);
        var bytes = await File.ReadAllBytesAsync(BaselinePath, Stop);
        // Only the line break behind [end] may be missing.
        for (var length = 0; length < bytes.Length - 1; length++)
        {
            var cut = bytes[..length];
            Assert.Equal(DiagnosticCodes.CorruptBaseline, Assert.Throws<InputException>(() => BaselineParser.Parse(cut, "f")).Diagnostic.Code);
        }
    }

    [Fact]
    public async Task A_corrupt_byte_is_rejected_or_changes_no_count()
    {
        await Store.AcceptAsync(Key, SampleMeasurements.Random(6, "s1"), AcceptMode.Replace, "note", null, Stop);
        var bytes = await File.ReadAllBytesAsync(BaselinePath, Stop);
        var random = new Random(1);
        for (var round = 0; round < 5000; round++)
        {
            var corrupt = (byte[])bytes.Clone();
            corrupt[random.Next(corrupt.Length)] = (byte)random.Next(256);
            try
            {
                var (baseline, _) = BaselineParser.Parse(corrupt, "f");
                Assert.Equal(baseline.Counts.Runs.Select(r => r.Samples), Enumerable.Range(0, baseline.Counts.Runs.Count).Select(baseline.Counts.GetSamples));
            }
            catch (InputException e)
            {
                Assert.True(e.Diagnostic.Code == DiagnosticCodes.CorruptBaseline, e.ToString());
            }
        }
    }

    [Theory]
    [InlineData("990 980", "991 980", 20)]
    [InlineData("990 980\t990", "990 -80\t990", 20)]
    [InlineData("990 980\t990", "990\t990", 20)]
    [InlineData("990 980\t990", "990 980 1\t990", 20)]
    [InlineData("990 980\t990 980", "990 980\t900 980", 20)]
    [InlineData("990 980\t990 980", "990 980\t1001 980", 20)]
    [InlineData("990 980\t990", "99999999999999999999 1\t990", 20)]
    [InlineData("98.500 %", "12.000 %", 20)]
    [InlineData("\tAlpha", "\tAl\\pha", 20)]
    [InlineData("\tAlpha", "", 20)]
    [InlineData("\t1000\t0", "\t1001\t0", 17)]
    [InlineData("\t1000\t0", "\tNaN\t0", 17)]
    [InlineData("2026-01-31T08:15:00.0000000+00:00\t00", "yesterday\t00", 17)]
    [InlineData("00:00:05.2500000", "5 s", 17)]
    [InlineData("00:00:05.2500000", "-00:00:05.2500000", 17)]
    [InlineData("event: cpu-clock", "event: ", 3)]
    [InlineData("frequency: 997", "frequency: 0", 4)]
    [InlineData("frequency: 997", "frequency: many", 4)]
    [InlineData("frequency: 997", "frequency: 997\nfrequency: 997", 5)]
    [InlineData("frequency: 997", "frekwency: 997", 4)]
    [InlineData("frequency: 997", "<<<<<<< HEAD", 4)]
    [InlineData("bench: json", "", 2)]
    [InlineData("[calls]", "[functions]", 22)]
    [InlineData("[end]\n", "", 23)]
    [InlineData("[end]\n", "[end]\nmore\n", 24)]
    [InlineData("perfharness-baseline 1", "perfharness-baseline 99", 1)]
    [InlineData("perfharness-baseline 1", "{}", 1)]
    [InlineData("1.500 %\t10 20\t10 20\tapp\tZed", "98.500 %\t990 980\t990 980\tapp\tAlpha\n1.500 %\t10 20\t10 20\tapp\tZed", 21)]
    public void Nonsense_is_rejected_with_its_line(string what, string by, int line)
    {
        var text = Encoding.UTF8.GetString(BaselineFormat.Write(
            new Baseline { Bench = "json", Measurement = SampleMeasurements.Measure("s1", ("Zed", [10, 20]), ("Alpha", [990, 980])) }.WithHistoryEntry("replace", SampleMeasurements.Day, "first"), null));
        var at = text.IndexOf(what, StringComparison.Ordinal);
        Assert.True(at >= 0);
        var edited = text[..at] + by + text[(at + what.Length)..];
        var e = Assert.Throws<InputException>(() => BaselineParser.Parse(Encoding.UTF8.GetBytes(edited), "x.baseline"));
        Assert.Equal(DiagnosticCodes.CorruptBaseline, e.Diagnostic.Code);
        Assert.StartsWith($"x.baseline({line}): error PH2010: ", e.Diagnostic.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_a_merge_lost_is_noticed()
    {
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("A", [10, 20]), ("B", [990, 980])), AcceptMode.Replace, "", null, Stop);
        var lines = await File.ReadAllLinesAsync(BaselinePath, Stop);
        await File.WriteAllLinesAsync(BaselinePath, lines.Where(l => !l.EndsWith("\tA", StringComparison.Ordinal)), Stop);
        var e = await Assert.ThrowsAsync<InputException>(() => Store.ReadAsync(Key, Stop));
        Assert.Equal(BaselinePath, e.Diagnostic.File);
        Assert.True(e.Diagnostic.Line > 0);
    }

    [Fact]
    public async Task Carriage_returns_of_a_checkout_do_no_harm()
    {
        var accepted = await Store.AcceptAsync(Key, SampleMeasurements.Random(7, "s1"), AcceptMode.Replace, "note", null, Stop);
        await File.WriteAllTextAsync(BaselinePath, (await File.ReadAllTextAsync(BaselinePath, Stop)).Replace("\n", "\r\n", StringComparison.Ordinal), Stop);
        Assert.Equal(SampleMeasurements.Dump(accepted), SampleMeasurements.Dump((await Store.ReadAsync(Key, Stop))!));
    }

    [Fact]
    public async Task A_corrupt_file_is_listed_with_its_problem_and_replaced_on_request()
    {
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10])), AcceptMode.Replace, "", null, Stop);
        await File.WriteAllTextAsync(BaselinePath, "nonsense", Stop);
        var entry = Assert.Single(await Store.ListAsync(null, Stop));
        Assert.Equal(Key, entry.Key);
        Assert.Equal(DiagnosticCodes.CorruptBaseline, entry.Problem!.Code);
        await Assert.ThrowsAsync<InputException>(() => Store.AcceptAsync(Key, SampleMeasurements.Measure("s2", ("F", [10])), AcceptMode.Add, "", null, Stop));
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s2", ("F", [10])), AcceptMode.Replace, "", null, Stop);
        Assert.NotNull(await Store.ReadAsync(Key, Stop));
    }

    [Fact]
    public async Task A_file_of_another_bench_is_not_taken()
    {
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10])), AcceptMode.Replace, "", null, Stop);
        Directory.Move(Path.Combine(_folder, "baselines", "json"), Path.Combine(_folder, "baselines", "xml"));
        await Assert.ThrowsAsync<InputException>(() => Store.ReadAsync(Key with { Bench = "xml" }, Stop));
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_ignored_and_swept()
    {
        var before = await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10])), AcceptMode.Replace, "", [1], Stop);
        var folder = Path.GetDirectoryName(BaselinePath)!;
        // Killed between any two steps: a temporary file half written, then stacks that no baseline names.
        await File.WriteAllTextAsync(Path.Combine(folder, ".4711-ab.tmp"), "perfharness-bas", Stop);
        await File.WriteAllBytesAsync(Path.Combine(folder, "xeon-1.0123456789ab.pb.gz"), [9], Stop);
        Assert.Equal(SampleMeasurements.Dump(before), SampleMeasurements.Dump((await Store.ReadAsync(Key, Stop))!));
        Assert.Single(await Store.ListAsync(null, Stop));
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s2", ("F", [10])), AcceptMode.Add, "", [2], Stop);
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(folder).Count());
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "baselines")));
    }

    [Fact]
    public async Task A_reader_never_sees_half_a_file()
    {
        var (small, large) = (SampleMeasurements.Random(1, "s", 2, 5), SampleMeasurements.Random(2, "s", 20, 300));
        await Store.AcceptAsync(Key, small, AcceptMode.Replace, "", [1], Stop);
        using var done = new CancellationTokenSource();
        var reads = 0;
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                Assert.NotNull(await Store.ReadAsync(Key, Stop));
                Assert.Single((await Store.ReadStacksAsync(Key, Stop))!);
                Interlocked.Increment(ref reads);
            }
        }, Stop)).ToList();
        // As long as it takes the readers to have a chance: on a loaded machine they may begin late.
        for (var i = 0; i < 40 || (Volatile.Read(ref reads) < 10 && !readers.Exists(reader => reader.IsFaulted)); i++)
        {
            await Store.AcceptAsync(Key, i % 2 == 0 ? large : small, AcceptMode.Replace, "", [(byte)(i % 2)], Stop);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task The_lock_of_a_killed_process_is_free()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "baselines"));
        // util-linux's flock acts as another writer: it takes the same lock.
        using var other = Process.Start(new ProcessStartInfo("flock", [Path.Combine(_folder, "baselines"), "-c", "echo held; sleep 60"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync(Stop));
        Assert.Null(FolderLock.TryAcquire(Path.Combine(_folder, "baselines")));
        var waiting = Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10])), AcceptMode.Replace, "", null, Stop);
        await Task.Delay(100, Stop);
        Assert.False(waiting.IsCompleted);
        other.Kill(entireProcessTree: true);
        await waiting;
        Assert.NotNull(await Store.ReadAsync(Key, Stop));
    }

    [Fact]
    public async Task Corrupt_stacks_are_rejected()
    {
        await Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10])), AcceptMode.Replace, "", [1, 2, 3], Stop);
        var stacks = Directory.GetFiles(Path.GetDirectoryName(BaselinePath)!, "*.pb.gz").Single();
        await File.WriteAllBytesAsync(stacks, [1, 2], Stop);
        await Assert.ThrowsAsync<InputException>(() => Store.ReadStacksAsync(Key, Stop));
        File.Delete(stacks);
        Assert.Null(await Store.ReadStacksAsync(Key, Stop));
        Assert.NotNull(await Store.ReadAsync(Key, Stop));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_reported()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "baselines"), "a file", Stop);
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => Store.AcceptAsync(Key, SampleMeasurements.Measure("s1", ("F", [10])), AcceptMode.Replace, "", null, Stop));
        Assert.Equal(DiagnosticCodes.OutputNotWritable, e.Diagnostic.Code);
    }
}
