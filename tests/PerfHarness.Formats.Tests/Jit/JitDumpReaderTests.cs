using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.Jit;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.Jit;

public sealed class JitDumpReaderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loads_moves_and_lines_are_read_in_either_byte_order(bool bigEndian)
    {
        var bytes = new JitDumpWriter(bigEndian)
            .DebugInfo(0x1000, (0x1008, 12, "b.js"), (0x1000, 11, "a.js"), (0x1010, 13, "\u00ff"))
            .Load(5, 0x1000, "first", index: 1, code: [1, 2, 3, 4])
            .Load(6, 0x2000, "second", index: 2, code: [5])
            .Unknown(9)
            .Move(7, 0x3000, size: 4, index: 1)
            .Close().ToArray();

        var dump = Read(bytes, out var bag);

        Assert.Empty(bag.ToList());
        Assert.Equal([(5UL, 0x1000UL, 4UL, "first"), (6UL, 0x2000UL, 1UL, "second"), (7UL, 0x3000UL, 4UL, "first")],
            dump.Methods.Select(m => (m.Time, m.Address, m.Size, m.Name)));
        Assert.Equal([0x3000UL, 0x3008UL, 0x3010UL], dump.Methods[2].Lines.Select(l => l.Address));
        Assert.Equal([11, 12, 13], dump.Methods[0].Lines.Select(l => l.Line));
        Assert.Empty(dump.Methods[1].Lines);
    }

    [Fact]
    public void Code_that_was_written_is_read_again()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("perfharness-").FullName, "code.dump");
        try
        {
            using (var output = File.Create(path))
            {
                var writer = new PerfHarness.Formats.Jit.JitDumpWriter(output, 4711, ElfMachine.X64, 99);
                writer.AddLoad(100, 0x1000, "first"u8, [1, 2, 3]);
                writer.AddLoad(101, 0x2000, "sécond"u8, [4]);
            }

            using var file = UntrustedFile.TryOpen(path)!;
            var bag = new DiagnosticBag();
            var dump = JitDumpReader.Read(file, bag);

            Assert.Empty(bag.ToList());
            Assert.Equal((99UL, ElfMachine.X64), (dump.Created, dump.Machine));
            Assert.Equal([(100UL, 0x1000UL, "first"), (101UL, 0x2000UL, "sécond")], dump.Methods.Select(m => (m.Time, m.Address, m.Name)));
            Assert.Equal([[1, 2, 3], [4]], dump.Methods.Select(m => JitDumpReader.ReadCode(file, m)));
            Assert.Empty(JitDumpReader.ReadCode(file, dump.Methods[1] with { Size = 5 }));
            Assert.Empty(JitDumpReader.ReadCode(file, dump.Methods[1] with { CodeOffset = -1 }));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public void What_is_not_a_jitdump_is_rejected()
    {
        foreach (var bytes in (byte[][])[[], "not a dump, but long enough to hold a header of one"u8.ToArray(), [.. new JitDumpWriter(false).ToArray().Take(20)]])
        {
            Assert.Equal(DiagnosticCodes.CorruptJitDump, Assert.Throws<InputException>(() => Read(bytes, out _)).Diagnostic.Code);
        }
    }

    [Fact]
    public void A_record_that_claims_more_than_there_is_ends_the_reading_with_what_came_before()
    {
        var writer = new JitDumpWriter(false).Load(1, 0x1000, "kept", 1, [1]);
        var dump = Read([.. writer.ToArray(), 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0, 0], out var bag);

        Assert.Equal("kept", Assert.Single(dump.Methods).Name);
        Assert.Equal(1, bag.GetCount(DiagnosticCodes.CorruptJitDump));
    }

    [Fact]
    public void A_record_that_is_cut_off_within_its_code_still_names_it()
    {
        var bytes = new JitDumpWriter(false).Load(1, 0x1000, "whole", 1, [1]).Load(2, 0x2000, "cut", 2, new byte[100]).ToArray();

        var dump = Read(bytes[..^50], out var bag);

        Assert.Equal([("whole", 1UL), ("cut", 100UL)], dump.Methods.Select(m => (m.Name, m.Size)));
        Assert.Equal(1, bag.GetCount(DiagnosticCodes.CorruptJitDump));
    }

    [Fact]
    public void Every_prefix_gives_its_whole_records()
    {
        var bytes = Sample();
        var before = 0;
        for (var length = 40; length <= bytes.Length; length++)
        {
            var count = Read(bytes[..length], out _).Methods.Count;
            Assert.True(count >= before);
            before = count;
        }

        Assert.Equal(21, before);
    }

    [Fact]
    public void Flipped_bits_give_diagnostics_or_a_refusal_and_nothing_else()
    {
        var bytes = Sample();
        var random = new Random(17);
        for (var round = 0; round < 1500; round++)
        {
            var corrupt = (byte[])bytes.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                corrupt[random.Next(corrupt.Length)] ^= (byte)(1 << random.Next(8));
            }

            Bounded.Allocations(4 << 20, () =>
            {
                try
                {
                    var dump = Read(corrupt, out _);
                    Assert.All(dump.Methods, m => Assert.True(m.Size > 0 && m.Address + (m.Size - 1) >= m.Address));
                }
                catch (InputException e)
                {
                    Assert.Equal(DiagnosticCodes.CorruptJitDump, e.Diagnostic.Code);
                }
            });
        }
    }

    [Fact]
    public void A_file_is_read_through_a_window_that_is_smaller_than_it()
    {
        var writer = new JitDumpWriter(false);
        for (var i = 0UL; i < 40; i++)
        {
            writer.Load(i, i << 20, $"method{i}", i, new byte[9000 + i]);
        }

        using var folder = new ScratchFolder();
        using var file = UntrustedFile.TryOpen(folder.Write("jit-1.dump", writer.ToArray()))!;
        var bag = new DiagnosticBag();

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"method{i}"), JitDumpReader.Read(file, bag).Methods.Select(m => m.Name));
        Assert.Empty(bag.ToList());
    }

    private static byte[] Sample()
    {
        var writer = new JitDumpWriter(false);
        for (var i = 0; i < 20; i++)
        {
            writer.DebugInfo(0x1000UL * (ulong)i, (0x1000UL * (ulong)i, i + 1, "file.js")).Load((ulong)i, 0x1000UL * (ulong)i, $"method{i}", (ulong)i, new byte[i + 1]);
        }

        return writer.Move(30, 0x9999, 4, 3).Close().ToArray();
    }

    private static JitDump Read(byte[] bytes, out DiagnosticBag bag)
    {
        bag = new DiagnosticBag();
        return JitDumpReader.Read(new FileWindow(bytes), "jit-1.dump", bag);
    }
}
