using System.Diagnostics;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.Jit;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.Jit;

public sealed class PerfMapReaderTests
{
    [Fact]
    public void A_line_is_two_hex_numbers_and_a_name_with_all_its_blanks()
    {
        var map = Read("7f00 1a void [A] N.W::M(class X, int32)[Tier]\n0x00007F01 0X10 get size \r\n\n7f03\t1\t(x)", out var bag);

        Assert.Equal(3, map.Count);
        Assert.Equal((0x7f00UL, 0x1aUL, "void [A] N.W::M(class X, int32)[Tier]"), (map[0].Start, map[0].Size, map.GetName(0)));
        Assert.Equal((0x7f01UL, 0x10UL, "get size "), (map[1].Start, map[1].Size, map.GetName(1)));
        Assert.Equal((0x7f03UL, 1UL, "(x)"), (map[2].Start, map[2].Size, map.GetName(2)));
        Assert.Empty(bag.ToList());
    }

    [Fact]
    public void Malformed_lines_are_reported_with_their_number_and_counted()
    {
        var map = Read("10 1 a\nrubbish\n20 1 b\n30\n40 1\n 50 1 c\n60 zz d\nffffffffffffffff1 1 e\nffffffffffffffff 2 f\n70 1 g\n", out var bag);

        Assert.Equal(["a", "b", "g"], Enumerable.Range(0, map.Count).Select(map.GetName));
        Assert.Contains("7 of 10 lines", bag.ToList()[^1].Message, StringComparison.Ordinal);
        Assert.Equal([2, 4, 5, 6, 0], bag.ToList().Select(d => d.Line));
        Assert.All(bag.ToList(), d => Assert.Equal(DiagnosticCodes.MalformedPerfMap, d.Code));
    }

    [Fact]
    public void Code_of_no_size_covers_nothing_and_code_may_reach_the_end_of_memory()
    {
        var map = Read("10 0 a\nffffffffffffff00 ff b\n", out var bag);

        Assert.Equal("b", map.GetName(0));
        Assert.Equal(1, map.Count);
        Assert.Empty(bag.ToList());
    }

    [Fact]
    public void A_name_that_is_not_text_is_made_readable()
    {
        var map = PerfMapReader.Read([.. "10 1 a"u8, 0xff, 0xfe, .. "b\n"u8], null, new DiagnosticBag());

        Assert.Equal("a\ufffd\ufffdb", map.GetName(0));
    }

    [Fact]
    public void Only_the_allowed_length_is_read()
    {
        using var folder = new ScratchFolder();
        var path = folder.Write("perf-1.map", "10 1 a\n20 1 b\n30 1 c\n");
        using var file = UntrustedFile.TryOpen(path)!;
        var bag = new DiagnosticBag();

        Assert.Equal(2, PerfMapReader.Read(file, bag, maxLength: 14).Count);
        Assert.Equal(1, bag.GetCount(DiagnosticCodes.MalformedPerfMap));
    }

    [Fact]
    public void A_link_a_folder_and_a_FIFO_are_rejected_without_waiting()
    {
        using var folder = new ScratchFolder();
        var target = folder.Write("target", "10 1 a\n");
        var link = Path.Combine(folder.Path, "link");
        File.CreateSymbolicLink(link, target);
        var fifo = Path.Combine(folder.Path, "fifo");
        using (var make = Process.Start("mkfifo", [fifo]))
        {
            make.WaitForExit();
        }

        foreach (var path in (string[])[link, fifo, folder.Path])
        {
            Assert.Equal(DiagnosticCodes.UnreadableFile, Assert.Throws<InputException>(() => UntrustedFile.TryOpen(path)).Diagnostic.Code);
        }

        Assert.Null(UntrustedFile.TryOpen(Path.Combine(folder.Path, "nothing")));
        using var regular = UntrustedFile.TryOpen(target)!;
        Assert.Equal((UntrustedFile.EffectiveUserId, 7L), (regular.OwnerId, regular.Length));
        Assert.InRange(regular.LastWriteTime, DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddMinutes(10));
    }

    [Fact]
    public void Garbage_gives_entries_or_malformed_lines_and_nothing_else()
    {
        var random = new Random(4711);
        for (var round = 0; round < 2000; round++)
        {
            var text = new byte[random.Next(200)];
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = random.Next(4) == 0 ? (byte)random.Next(256) : (byte)"0123456789abcdefx  \n\n\t"[random.Next(22)];
            }

            Bounded.Allocations(1 << 20, () =>
            {
                var map = PerfMapReader.Read(text, null, new DiagnosticBag());
                for (var i = 0; i < map.Count; i++)
                {
                    Assert.NotEqual(0UL, map[i].Size);
                    Assert.NotNull(map.GetName(i));
                }
            });
        }
    }

    private static PerfMap Read(string text, out DiagnosticBag bag)
    {
        bag = new DiagnosticBag();
        return PerfMapReader.Read(Encoding.UTF8.GetBytes(text), "perf-1.map", bag);
    }
}
