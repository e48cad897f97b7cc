using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfScript;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.PerfScript;

public sealed class PerfScriptReaderTests
{
    [Theory]
    [InlineData("java 25607 4794564.109216: cycles: ", "java|-1|25607|-1|4794564109216000|-1|cycles")]
    [InlineData("java 12688 [002] 6544038.708352: cpu-clock: ", "java|-1|12688|2|6544038708352000|-1|cpu-clock")]
    [InlineData("V8 WorkerThread 24636/25607 [000] 94564.109216: cycles:uppp: ", "V8 WorkerThread|24636|25607|0|94564109216000|-1|cycles:uppp")]
    [InlineData("pool 3 25607 4794564.109216:     257597 cycles: ", "pool 3|-1|25607|-1|4794564109216000|257597|cycles")]
    [InlineData("a 1 2/3 [001] U 5.000000001:  1 page-faults: ", "a 1|2|3|1|5000000001|1|page-faults")]
    [InlineData("swapper     0 [000]     0.000000: sched:sched_switch: prev_comm=t prev_pid=1 ==> next_comm=(x) next_pid=15", "swapper|-1|0|0|0|-1|sched:sched_switch")]
    [InlineData("bench 12 [000] ", "bench|-1|12|0|-1|-1|")]
    [InlineData("bench 12 cycles: ", "bench|-1|12|-1|-1|-1|cycles")]
    [InlineData(":-1    -1/-1 [000] 1.5: cycles: ", ":-1|-1|-1|0|1500000000|-1|cycles")]
    [InlineData("   12/13  1.5:  10 cycles: ", "|12|13|-1|1500000000|10|cycles")]
    [InlineData("cycles: 1.5:  4808 34674.400602:    1003009 cpu-clock: ", "cycles: 1.5:|-1|4808|-1|34674400602000|1003009|cpu-clock")]
    [InlineData("#hash  4805 34674.400423:    1003009 cpu-clock: ", "#hash|-1|4805|-1|34674400423000|1003009|cpu-clock")]
    [InlineData("V8 Worker 1  4802 ", "V8 Worker 1|-1|4802|-1|-1|-1|")]
    [InlineData("1234  4806    1003009 ", "1234|-1|4806|-1|-1|1003009|")]
    [InlineData("   1003009 cpu-clock: ", "|-1|-1|-1|-1|1003009|cpu-clock")]
    [InlineData("swapper     0 [000] 2026-11-22 02:14:11.852724 35073.911359:    2004008 cpu-clock: ", "swapper|-1|0|0|35073911359000|2004008|cpu-clock")]
    [InlineData("qemu 12/13 VM:   12 VCPU:003 [001] 5.5:  7 cycles: ", "qemu|12|13|1|5500000000|7|cycles")]
    [InlineData("34674.393008: ", "|-1|-1|-1|34674393008000|-1|")]
    public void A_samples_line_is_read_whatever_fields_it_has(string line, string expected) =>
        Assert.Equal(expected, Assert.Single(Read(line + "\n\n", out _)));

    [Theory]
    [InlineData("\t            1226 work+0x36 (/opt/t)", "1226|work|/opt/t|False")]
    [InlineData("\tffffffff8103ce3b native_safe_halt ([kernel.kallsyms])", "ffffffff8103ce3b|native_safe_halt|[kernel.kallsyms]|False")]
    [InlineData("\t            1226 leafy+0x36 (inlined)", "1226|leafy||True")]
    [InlineData("\t  3535 [unknown] ([unknown])", "3535||[unknown]|False")]
    [InlineData("\t  7f12 [unknown] (/memfd:doublemapper (deleted))", "7f12||/memfd:doublemapper (deleted)|False")]
    [InlineData("\t  7f12 int32 [App] N.W::Work(int32, class Foo)[OptimizedTier1]+0x1f (/tmp/perf-12.map)", "7f12|int32 [App] N.W::Work(int32, class Foo)[OptimizedTier1]|/tmp/perf-12.map|False")]
    [InlineData("\t  7f12 std::map<int, int>::operator()(int) const+0x10 (/a b/lib (x).so)", "7f12|std::map<int, int>::operator()(int) const|/a b/lib (x).so|False")]
    [InlineData("\t  7f12 work", "7f12|work||False")]
    [InlineData("\t  7f12", "7f12|||False")]
    [InlineData("\twork (/t)", "0|work|/t|False")]
    [InlineData("        7f12 work (/t)", "7f12|work|/t|False")]
    public void A_frame_is_read_whatever_its_names_contain(string line, string expected)
    {
        var frames = new List<string>();
        Read($"t 1 1.0: cycles: \n{line}\n\n", out _, list => frames.AddRange(list.Select(f => $"{f.Address:x}|{f.Symbol}|{f.Dso}|{f.Inlined}")));
        Assert.Equal([expected], frames);
    }

    [Fact]
    public void Samples_with_their_frame_on_the_same_line_need_no_empty_lines()
    {
        var frames = new List<string>();
        var samples = Read("""
                           t 15016  1466.273975:          1 page-faults:  ffffffff8175336a elf_load+0x28a ([kernel.kallsyms])
              [kernel.kallsyms][ffffffff8175336a]
                        dd 1/2 15016  1466.274949:    1003009   cpu-clock:      5583c411b226 work+0x36 (/opt/t)
              t.c:3
                           t 15016  ffffffff8175336a elf_load ([kernel.kallsyms])
            """ + "\n", out var bag, list => frames.AddRange(list.Select(f => $"{f.Symbol} {f.SourceFile}:{f.SourceLine}")));
        Assert.Equal(["t|-1|15016|-1|1466273975000|1|page-faults", "dd 1/2|-1|15016|-1|1466274949000|1003009|cpu-clock", "t|-1|15016|-1|-1|-1|"], samples);
        Assert.Equal(["elf_load :0", "work t.c:3", "elf_load :0"], frames);
        Assert.Empty(bag.ToList());
    }

    [Theory]
    [InlineData("            prog  4981 [001] 34742.835615: syscalls:sys_enter_openat: dfd: 0xffffff9c, fd: 3, ptr: ab12      7f5a402320b1 openat64 (/lib/libc.so.6)", "7f5a402320b1|openat64|/lib/libc.so.6|False")]
    [InlineData("            prog  4968 34741.539150:          1 page-faults:     560199bbc058 table+0x0 (/bin/p)     55ea5e67030b spin+0x1b (/bin/p)", "55ea5e67030b|spin|/bin/p|False")]
    [InlineData("            prog  4968 34741.539150:          1 cycles:      55ea5e67030b spin+0x1b (/bin/p) ABI:2    AX:0x1665af55108f18fc", "55ea5e67030b|spin|/bin/p|False")]
    [InlineData("            prog  4968 34741.539150:          1 branches:      55ea5e67030b spin+0x1b (/bin/p) =>     55ea5e670400 main+0x0 (/bin/p)", "55ea5e67030b|spin|/bin/p|False")]
    [InlineData("     V8 Worker 1      557faed3e30b spin", "557faed3e30b|spin||False")]
    [InlineData("     557faed3e30b spin (/bin/p+0x130b)", "557faed3e30b|spin|/bin/p|False")]
    public void The_frame_on_a_samples_line_is_told_from_what_else_is_there(string line, string expected)
    {
        var frames = new List<string>();
        Assert.Single(Read(line + "\n", out var bag, list => frames.AddRange(list.Select(f => $"{f.Address:x}|{f.Symbol}|{f.Dso}|{f.Inlined}"))));
        Assert.Equal([expected], frames);
        Assert.Empty(bag.ToList());
    }

    [Fact]
    public void What_follows_the_frames_of_a_sample_belongs_to_it()
    {
        var frames = new List<string>();
        var samples = Read("""
            t  4801 1.000001:          7 cycles: 
            {0}            130b mix+0x1b
              prog.c:11 (inlined)
            {0}            130b spin+0x1b (/bin/p)
              :0
            {0}            1388 main+0x8 (/bin/p)
              libc.so.6[27b25]
             ABI:2    AX:0x1665    BX:0x16
             0x1226/0x1190/P/-/-/0  0x11/0x12/M/-/-/0 
            t  4801 1.000002:          7 cycles:     560199bbc058 table+0x0 (/bin/p)
            {0}            1388 main+0x8 (/bin/p)
            """.Replace("{0}", "\t", StringComparison.Ordinal) + "\n", out var bag, list => frames.AddRange(list.Select(f => $"{f.Symbol} {f.Inlined} {f.SourceLine}")));
        Assert.Equal(2, samples.Count);
        Assert.Equal(["mix True 11", "spin False 0", "main False 0", "main False 0"], frames);
        Assert.Empty(bag.ToList());
    }

    [Fact]
    public void A_command_with_a_line_break_is_one()
    {
        var samples = Read("t  4801 1.000001:          7 cycles: \n\t12 f (/t)\n\na\nb  4802 1.000002:          7 cycles: \n\t12 f (/t)\n\n", out var bag);
        Assert.Equal("a\nb|-1|4802|-1|1000002000|7|cycles", samples[1]);
        Assert.Empty(bag.ToList());
    }

    [Theory]
    [InlineData("swapper     0     0.000000: PERF_RECORD_MMAP -1/0: [0xffffffff81000000(0x1209988) @ 0xffffffff81000000]: x [kernel.kallsyms]_text", "MMAP")]
    [InlineData("perf-exec     0     0.000000: PERF_RECORD_COMM: perf-exec:4799/4799", "COMM")]
    [InlineData("a b: 12 [003]  4801 34674.591385: PERF_RECORD_EXIT(4799:4801):(4797:4797)", "EXIT")]
    [InlineData("swapper     0 [000]     0.000000: PERF_RECORD_NAMESPACES 1/1 - nr_namespaces: 7\n\t\t[0/net: 0/0, 1/uts: 0/0, \n\t\t 4/user: 0/0]", "NAMESPACES")]
    [InlineData("PERF_RECORD_FINISHED_ROUND", "FINISHED_ROUND")]
    [InlineData("prog PERF_RECORD_FORK(4799:4801):(4799:4799)", "FORK")]
    public void A_record_is_counted_and_no_sample(string record, string type)
    {
        var bag = new DiagnosticBag();
        var samples = 0;
        var header = PerfScriptReader.Read(Utf8($"{record}\nt  4801 1.000001:          7 cycles: \n\t12 f (/t)\n\n{record}\n"), block => samples += block.Samples.Count, bag);
        Assert.Equal((1, 2), (samples, header.OtherRecords[type]));
        Assert.Empty(bag.ToList());
    }

    [Fact]
    public void Other_records_are_no_samples_and_lost_ones_are_counted()
    {
        var bag = new DiagnosticBag();
        var samples = 0;
        var header = PerfScriptReader.Read(Utf8("# hostname : build-7\n# nrcpus online : 2\n#\nt 1 1.0: PERF_RECORD_MMAP2 1/1: [0x55(0x1000)]: r-xp /t\nt 1 1.1: PERF_RECORD_LOST lost 12\nt 1 1.2: 7 cycles: \n\t 12 f (/t)\n\n"), block => samples += block.Samples.Count, bag);
        Assert.Equal((1, 12, "build-7", 2), (samples, header.LostRecords, header.HostName, header.CpuCount));
        Assert.Empty(bag.ToList());
    }

    [Fact]
    public void A_malformed_line_is_reported_with_its_number_and_reading_continues()
    {
        var samples = Read("t 1 1.0: cycles: \n\t12 f (/t)\n\n%%% nonsense\n\t12 g (/t)\n\nt 1 2.0: cycles: \n\t!! (\n\t12 f (/t)\n\n", out var bag);
        Assert.Equal(2, samples.Count);
        Assert.Equal([(DiagnosticCodes.MalformedLine, 4), (DiagnosticCodes.MalformedLine, 8)], bag.ToList().Select(d => (d.Code, d.Line)));
    }

    [Fact]
    public void Every_prefix_gives_samples_and_diagnostics_only()
    {
        var text = "t 1 [001] 1.0:  12 cpu-clock:ppp: \n\t12 f+0x10 (/t)\n\t13 leafy (inlined)\n\t14 a b(c) (/memfd:x (deleted))\n\nV8 W 1/2 1.5: s:e: a=b\n\t12 g (/t)\n  t.c:12\n\n   t 1 1.0: 1 p:  ff f (/t)\n"u8.ToArray();
        for (var length = 0; length <= text.Length; length++)
        {
            PerfScriptReader.Read(new MemoryStream(text, 0, length), _ => { }, new DiagnosticBag());
            PerfScriptDetector.LooksLike(text.AsSpan(0, length));
        }

        var random = new Random(1);
        for (var round = 0; round < 3000; round++)
        {
            var copy = (byte[])text.Clone();
            for (var i = 0; i < 4; i++)
            {
                copy[random.Next(copy.Length)] = (byte)random.Next(256);
            }

            Bounded.Allocations(4 << 20, () => PerfScriptReader.Read(new MemoryStream(copy), _ => { }, new DiagnosticBag()));
        }
    }

    private static List<string> Read(string text, out DiagnosticBag bag, Action<List<PerfScriptFrame>>? onFrames = null)
    {
        var samples = new List<string>();
        bag = new DiagnosticBag();
        PerfScriptReader.Read(Utf8(text), block =>
        {
            foreach (var sample in block.Samples)
            {
                var head = block.Heads[sample.Head];
                samples.Add($"{head.Command}|{head.Pid}|{head.Tid}|{head.Cpu}|{sample.Time}|{sample.Period}|{head.Event}");
                onFrames?.Invoke(ScriptReading.GetFrames(sample, block));
            }
        }, bag);
        return samples;
    }

    private static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));
}
