using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfScript;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.PerfScript;

/// <summary>Blocks, threads and what is looked up change nothing: each text is also read line by line in one piece.</summary>
public sealed class PerfScriptBlockTests
{
    private const string Samples =
        "sh 15763 46500.923989:      83333 cpu-clock: \n\tffff10 a+0x1 ([kernel.kallsyms])\n\t 12 main+0x2 (/bin/t)\n\n"
        + "sh 15763 46501.100000:          7 cpu-clock: \n\tffff10 a+0x1 ([kernel.kallsyms])\n\t 12 main+0x2 (/bin/t)\n\n"
        + "V8 W 1 2/3 [001] 46501.2: cycles:u: \n\t 13 b (inlined)\n\t 13 c (/bin/t)\n\n"
        + "sh 15763 46502.923989:      83333 cpu-clock: \n\n";

    private static readonly string[] Pieces =
    [
        "sh 15763 46500.923989:      83333 cpu-clock: \n", "sh 15763 46500.923990:          1 cpu-clock: \n", "a b: 7 [003]  9 9.1: cycles: \n", "sh 15763 \n",
        "              sh 15763 46500.923989:      83333 cpu-clock:      5583c411b226 work+0x36 (/opt/t)\n", "sh \n", "   12 \n", "#hash 15763 46500.9: 1 cycles: \n",
        "x 1 1.5: cycles:     560199bbc058 table+0x0 (/bin/p)\n", "\t 12 main+0x2 (/bin/t)\n", "\t 13 b (inlined)\n", "\t 14 std::f(int, x) (/a b/(x).so)\n", "\twork (/t)\n",
        "  file.c:12\n", "  file.c:12 (inlined)\n", " ABI:2 AX:0x1\n", "        7f12 work (/t)\n", "7f12aa work (/t)\n", "\n", "\n", "\n", " \n", "\r\n", "\n\n", "\t\n",
        "sh 1 1.0: PERF_RECORD_LOST lost 12\n", "PERF_RECORD_FINISHED_ROUND\n", "# hostname : build-7\n", "# event : name = cycles, , id = { 5 }\n", "nonsense\n", "\t!! (\n", "%%%\0\n",
        "sh 15763 46500.923989:      83333 cpu-clock: \n\t 12 main+0x2 (/bin/t)\n\n", "sh 15763 46500.923989:      83333 cpu-clock: \n\t 12 main+0x2 (/bin/t)\n\n",
        "sh 15763 46500.923989:      83333 cpu-clock: \r\n\t 12 main+0x2 (/bin/t)\r\n\r\n", "a long line that is no sample and has more than sixty-four characters in it\n",
    ];

    [Theory]
    [InlineData(Samples)]
    [InlineData("\ufeff# hostname : h\n# event : name = x, , id = { 5 }\n#\n" + Samples)]
    [InlineData("sh \n\t 12 main+0x2 (/bin/t)\n\nsh cycles: \n\t 12 main+0x2 (/bin/t)\n\n\t 12 main (/bin/t)\n\n")]
    [InlineData("t 1 1.0: 1 c: \n\t 12 f (/t)\n\nt 1 1.0: PERF_RECORD_MMAP2 1/1: [0x55(0x1000)]: r-xp /t\nt 1 1.0: 2 c: \n\t 12 f (/t)\n\nt 1 1.1: PERF_RECORD_LOST lost 12\n")]
    [InlineData("t 1 1.0: 1 c: \n\t 12 f (/t)\n  a.c:3\n\t 13 g (/t)\n  :0\n\nt 1 1.1: 1 c: \n\t 12 f (/t)\n  a.c:3\n\t 13 g (/t)\n  :0\n\n")]
    [InlineData("               t 15016  1466.273975:          1 page-faults:  ffffffff8175336a elf_load+0x28a ([k])\n               t 15016  1466.273976:          1 page-faults:  ffffffff8175336a elf_load+0x28a ([k])\n")]
    [InlineData("t 1 1.0: 1 c: \n\t 12 f (/t)\nt 1 1.1: 1 c: \n\t 12 f (/t)\nt 1 1.2: 1 c: \n\t 12 f (/t)\n")]
    [InlineData("t 1 1.0: 1 c: \n\t 12 f (/t)\n\n%%% nonsense\n\t12 g (/t)\n\nt 1 2.0: 1 c: \n\t!! (\n\t 12 f (/t)\n\nt 1 3.0: 1 c: \n\t 12 f (/t)\n\n???\nt 1 4.0: 1 c: ")]
    public void Every_boundary_gives_the_same(string script)
    {
        foreach (var text in (byte[][])[Utf8(script), Utf8(script.Replace("\n", "\r\n", StringComparison.Ordinal))])
        {
            var expected = ScriptReading.Read(text, ScriptReading.Plain);
            for (var size = 1; size <= text.Length + 1; size++)
            {
                Assert.Equal(expected, ScriptReading.Read(text, new PerfScriptOptions { BlockSize = size }));
                if (size % 5 == 0)
                {
                    Assert.Equal(expected, ScriptReading.Read(new Drops(text), new PerfScriptOptions { BlockSize = size, Threads = 2 + (size % 2) }));
                }
            }
        }
    }

    [Fact]
    public void Any_pieces_of_text_in_any_order_give_the_same() =>
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf().ToArbitrary(), Gen.Choose(1, 300).ToArbitrary(), (pieces, size) =>
        {
            var text = Utf8(string.Concat(Samples, string.Concat(pieces), Samples));
            var expected = ScriptReading.Read(text, ScriptReading.Plain);
            Assert.Equal(expected, ScriptReading.Read(text, new PerfScriptOptions()));
            Assert.Equal(expected, ScriptReading.Read(text, new PerfScriptOptions { BlockSize = size, Threads = 2, HashMask = 1 }));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(1, 1));

    [Fact]
    public void Stacks_with_the_same_hash_stay_apart()
    {
        var text = Utf8(string.Concat(Enumerable.Range(0, 400).Select(i =>
            $"t{i % 5} {i % 7} {i}.0: {i} c: \n\t {i % 31:x} f{i % 31}+0x{i % 3:x} (/t)\n\t 13 main (/t)\n\n")));
        var expected = ScriptReading.Read(text, ScriptReading.Plain);
        Assert.Equal(expected, ScriptReading.Read(text, new PerfScriptOptions { HashMask = 0 }));
        Assert.Equal(expected, ScriptReading.Read(text, new PerfScriptOptions { HashMask = 3, BlockSize = 200, Threads = 3 }));
    }

    [Fact]
    public void Ever_new_stacks_and_lines_are_forgotten_and_nothing_is_lost()
    {
        var lines = new StringBuilder();
        for (var i = 0; i < 70_000; i++)
        {
            lines.Append($"t{i} {i} 1.0: 1 c: \n\t {i + 4096:x} f+0x{i:x} (/t)\n\t 13 main (/t)\n\n");
        }

        var text = Utf8(lines.ToString());
        var tables = new HashSet<SampleTexts>();
        long samples = 0;
        PerfScriptReader.Read(new MemoryStream(text), block =>
        {
            tables.Add(block.Texts);
            samples += block.Samples.Count;
        }, new DiagnosticBag(), options: new PerfScriptOptions { BlockSize = 1 << 16 });
        Assert.Equal((70_000, 2), (samples, tables.Count));
        Assert.Equal(ScriptReading.Read(text, ScriptReading.Plain), ScriptReading.Read(text, new PerfScriptOptions { BlockSize = 1 << 16 }));
    }

    [Fact]
    public void Numbers_too_large_for_the_digits_of_a_line_are_read_all_the_same()
    {
        var text = Utf8(string.Concat(new[] { "1", "999999999", "1000000000", "4000000000", "99999999999" }.SelectMany(n => new[]
        {
            $"t 1 {n}.000001: 1 c: \n\t 12 f (/t)\n\n", $"t 1 1.0: {n,10} c: \n\t 12 f (/t)\n\n", $"t {n,5} 1.0: 1 c: \n\t 12 f (/t)\n\n",
        })));
        text = [.. text, .. text];
        Assert.Equal(ScriptReading.Read(text, ScriptReading.Plain), ScriptReading.Read(text, new PerfScriptOptions()));
    }

    [Fact]
    public void A_stream_that_fails_ends_the_reading_with_its_error()
    {
        var text = Utf8(string.Concat(Enumerable.Repeat(Samples, 200)));
        var error = Assert.Throws<IOException>(() => ScriptReading.Read(new Drops(text) { FailsAfter = text.Length / 2 }, new PerfScriptOptions { BlockSize = 500, Threads = 3 }));
        Assert.Equal("the disk is gone", error.Message);
    }

    [Fact]
    public void An_error_of_who_takes_the_blocks_ends_the_reading_with_it()
    {
        var text = Utf8(string.Concat(Enumerable.Repeat(Samples, 200)));
        var blocks = 0;
        Assert.Throws<InvalidTimeZoneException>(() => PerfScriptReader.Read(new MemoryStream(text), _ =>
        {
            if (++blocks == 9)
            {
                throw new InvalidTimeZoneException();
            }
        }, new DiagnosticBag(), options: new PerfScriptOptions { BlockSize = 500, Threads = 3 }));
        Assert.Equal(9, blocks);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A pipe that gives little at a time.</summary>
    private sealed class Drops(byte[] text) : MemoryStream(text)
    {
        public int FailsAfter { get; init; } = int.MaxValue;

        public override int Read(byte[] buffer, int offset, int count) =>
            Position >= FailsAfter ? throw new IOException("the disk is gone") : base.Read(buffer, offset, Math.Min(count, 7));
    }
}
