using System.Buffers.Binary;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Profiles;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Jit;

namespace PerfHarness.Tests.Symbols.Jit;

public sealed class ProcessJitSymbolsTests : IDisposable
{
    private const int Pid = 2_000_000_000; // above any pid_max: no live process
    private readonly string _folder = Directory.CreateTempSubdirectory("perfharness-test-").FullName;
    private readonly DiagnosticBag _diagnostics = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Raw_addresses_are_named_by_the_perf_map()
    {
        Write($"perf-{Pid}.map", "1000 40 int32 [A] N.W::Old(int32)[QuickJitted]\n1040 10 int32 [A] N.W::New(int32)[OptimizedTier1]\n2000 10 stub<1> Allocate<FixupPrecode>\n2010 10 stub<2> Allocate<FixupPrecode>\n");

        var symbols = Open()!;

        Assert.Equal(new Symbol(0x1040, 0x10, new FunctionName("A", "N.W.New(int)"), FrameKind.Jit, CodeTier.OptimizedTier1), symbols.Find(0x104f)! with { RuntimeName = null });
        Assert.Equal("N.W.Old(int)", symbols.Find(0x1000)!.Name.Name);
        Assert.Same(symbols.Find(0x1000), symbols.Find(0x103f));
        Assert.Null(symbols.Find(0x1050));
        Assert.Equal((FrameKind.Stub, symbols.Find(0x2010)!.Name), (symbols.Find(0x2000)!.Kind, symbols.Find(0x2000)!.Name));
        Assert.Null(symbols.Find(0xfff));
        Assert.Null(symbols.Find(0x2020));
    }

    [Fact]
    public void A_jitdump_shows_what_was_at_an_address_at_a_given_time()
    {
        WriteDump((10, 0x1000, 0x20, "int32 [A] N.W::First()[OptimizedTier1]"), (20, 0x1010, 0x20, "int32 [A] N.W::Second()[OptimizedTier1]"));

        var symbols = Open()!;

        Assert.Equal("N.W.First()", symbols.Find(0x1018, 15)!.Name.Name);
        Assert.Equal("N.W.Second()", symbols.Find(0x1018, 20)!.Name.Name);
        Assert.Equal("N.W.First() | N.W.Second() [address reused]", symbols.Find(0x1018)!.Name.Name);
        Assert.Contains("-k mono", symbols.Find(0x1018)!.UnnamedReason, StringComparison.Ordinal);
        Assert.Equal((0, 20UL), (symbols.FindReuse(0x1018, 15, out var nextTime), nextTime));
        Assert.Equal((1, ulong.MaxValue), (symbols.FindReuse(0x1018, 20, out nextTime), nextTime));
        Assert.Equal(-1, symbols.FindReuse(0x9000, 20, out _));
    }

    [Fact]
    public void The_map_names_what_the_dump_leaves_out_and_the_missing_methods_are_reported()
    {
        Write($"perf-{Pid}.map", "1000 10 int32 [A] N.W::M()[QuickJitted]\n");
        WriteDump((1, 0x1000, 0x100, "stub ReportStubBlock<MethodCallThunk>"), (1, 0x5000, 0x10, "stub Link<UnboxingStub>"));

        Assert.Equal("N.W.M()", Open()!.Find(0x1004)!.Name.Name);
        Assert.Equal("UnboxingStub", Open()!.Find(0x5004)!.Name.Name);
        Assert.Equal(Severity.Info, _diagnostics.ToList().Single(d => d.Code == DiagnosticCodes.JitDumpWithoutMethods).Severity);

        Assert.Equal("MethodCallThunk", Open(new JitSymbolOptions { Format = JitSymbolFormat.JitDump })!.Find(0x1004)!.Name.Name);
        Assert.Contains(_diagnostics.ToList(), d => d.Code == DiagnosticCodes.JitDumpWithoutMethods && d.Severity == Severity.Warning && d.Remedy!.Contains("StubGranularity", StringComparison.Ordinal));
    }

    [Fact]
    public void A_link_in_place_of_a_map_is_rejected_with_a_warning()
    {
        Write("target", "1000 10 a\n");
        File.CreateSymbolicLink(Path.Combine(_folder, $"perf-{Pid}.map"), Path.Combine(_folder, "target"));

        Assert.Null(Open());
        Assert.Equal(1, _diagnostics.GetCount(DiagnosticCodes.UntrustedPerfMap));
    }

    [Fact]
    public void A_map_of_another_user_is_rejected_unless_the_process_ran_as_that_user()
    {
        Assert.SkipUnless(UntrustedFile.EffectiveUserId == 0, "only root can give files away");
        Write($"perf-{Pid}.map", "1000 10 a\n");
        using (var chown = System.Diagnostics.Process.Start("chown", ["12345", Path.Combine(_folder, $"perf-{Pid}.map")]))
        {
            chown.WaitForExit();
        }

        Assert.Null(Open());
        Assert.Contains("belongs to user 12345", _diagnostics.ToList().Single(d => d.Code == DiagnosticCodes.UntrustedPerfMap).Message, StringComparison.Ordinal);
        Assert.NotNull(Open(new JitSymbolOptions { Trust = new JitFileTrustPolicy(ProcessUserId: 12345) }));
    }

    [Fact]
    public void A_map_older_than_the_process_belongs_to_another_process()
    {
        Write($"perf-{Pid}.map", "1000 10 a\n");

        Assert.Null(Open(new JitSymbolOptions { Trust = new JitFileTrustPolicy(NotBefore: DateTimeOffset.UtcNow.AddHours(1)) }));
        Assert.NotNull(Open(new JitSymbolOptions { Trust = new JitFileTrustPolicy(NotBefore: DateTimeOffset.UtcNow.AddHours(-1)) }));
    }

    [Theory]
    [InlineData(4_000_000_000, true)]
    [InlineData(6_000_000_000, false)]
    public void A_jitdump_that_was_begun_before_the_process_started_belongs_to_another_process(long processStart, bool isUsed)
    {
        WriteDump((5_000_000_000, 0x1000, 0x20, "int32 [A] N.W::First()[OptimizedTier1]"));

        Assert.Equal(isUsed, Open(new JitSymbolOptions { StartTime = (ulong)processStart }) is not null);
        Assert.Equal(isUsed ? 0 : 1, _diagnostics.GetCount(DiagnosticCodes.StalePerfMap));
    }

    [Fact]
    public void Of_several_maps_the_one_counts_whose_code_lies_where_the_process_has_its_own()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "first"));
        Write($"first/perf-{Pid}.map", "7000 10 int32 [A] N.W::Foreign()[QuickJitted]\n");
        Write($"perf-{Pid}.map", "1000 10 int32 [A] N.W::Own()[QuickJitted]\n");
        var own = new Mapping(0x1000, 0x2000, 0, new Image("//anon", null));

        Assert.Equal(Path.Combine(_folder, $"perf-{Pid}.map"), OpenIn([own]).Path);
        Assert.Equal(Path.Combine(_folder, "first", $"perf-{Pid}.map"), OpenIn([]).Path);
        Assert.Empty(_diagnostics.ToList());

        ProcessJitSymbols OpenIn(IReadOnlyList<Mapping> mappings) => ProcessJitSymbols.Open(
            Pid, new JitSymbolOptions { Folders = [Path.Combine(_folder, "first"), _folder], Mappings = mappings }, _diagnostics)!;
    }

    // The recording is an hour old, and the process that has the id now is this one.
    [Fact]
    public void A_map_that_the_process_that_has_the_id_now_may_have_written_is_not_used()
    {
        // The map has to be younger than the process by more than what the clocks may differ.
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        while (DateTime.Now - self.StartTime < TimeSpan.FromSeconds(3))
        {
            Thread.Sleep(100);
        }

        var path = $"/tmp/perf-{Environment.ProcessId}.map";
        File.WriteAllText(path, "1000 10 int32 [A] N.W::M()[QuickJitted]\n");
        try
        {
            File.Copy(path, Path.Combine(_folder, Path.GetFileName(path)));
            Assert.Null(OpenAt(DateTimeOffset.UtcNow.AddHours(-1), []));
            Assert.Equal(1, _diagnostics.GetCount(DiagnosticCodes.StalePerfMap));
            Assert.NotNull(OpenAt(DateTimeOffset.UtcNow.AddHours(-1), [_folder]));
            Assert.NotNull(OpenAt(DateTimeOffset.UtcNow, []));
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-1));
            Assert.Null(OpenAt(DateTimeOffset.UtcNow, []));
        }
        finally
        {
            File.Delete(path);
        }

        ProcessJitSymbols? OpenAt(DateTimeOffset seen, string[] folders) =>
            ProcessJitSymbols.Open(Environment.ProcessId, new JitSymbolOptions { Folders = folders, SeenAt = seen }, _diagnostics);
    }

    [Fact]
    public void A_process_that_left_nothing_has_no_symbols_and_no_diagnostics()
    {
        Assert.Null(Open());
        Assert.Empty(_diagnostics.ToList());
    }

    private ProcessJitSymbols? Open(JitSymbolOptions? options = null) =>
        ProcessJitSymbols.Open(Pid, (options ?? new JitSymbolOptions()) with { Folders = [_folder] }, _diagnostics);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private void WriteDump(params (ulong Time, ulong Address, int Size, string Name)[] methods)
    {
        using var stream = File.Create(Path.Combine(_folder, $"jit-{Pid}.dump"));
        stream.Write([.. U32(0x4A695444), .. U32(1), .. U32(40), .. U32(62), .. U32(0), .. U32(1), .. U64(methods.Length > 0 ? methods[0].Time : 0), .. U64(0)]);
        foreach (var (time, address, size, name) in methods)
        {
            byte[] body = [.. U64(0), .. U64(address), .. U64(address), .. U64((ulong)size), .. U64(address), .. Encoding.UTF8.GetBytes(name), 0, .. new byte[size]];
            stream.Write([.. U32(0), .. U32((uint)body.Length + 16), .. U64(time), .. body]);
        }
    }

    private static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] U64(ulong value) => [.. U32((uint)value), .. U32((uint)(value >> 32))];
}
