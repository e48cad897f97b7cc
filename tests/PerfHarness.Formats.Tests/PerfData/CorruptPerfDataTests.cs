using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfData;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.PerfData;

[TimeLimit(120)]
public sealed class CorruptPerfDataTests
{
    // The fixtures have some kilobytes; a compressed one may say that it expands to much more than it does.
    private const long MostBytes = 4 << 20;

    public static TheoryData<string> Files => ["tiny.data", "tiny.z.data", "tiny.pipe.data"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_truncated_prefix_is_read_or_rejected_but_never_crashes(string name)
    {
        var bytes = Fixtures.Bytes("perfdata/" + name);
        var whole = CountRecords(bytes, out _);
        for (var length = 0; length < bytes.Length; length += length < 512 ? 1 : 7)
        {
            var (records, diagnostics) = (0, 0);
            Bounded.Allocations(MostBytes, () => records = CountRecords(bytes.AsSpan(0, length), out diagnostics), $"{length} bytes");
            Assert.True(records <= whole);
            Assert.True(records == whole || records < 0 || diagnostics > 0 || name.Contains("pipe", StringComparison.Ordinal), $"{length} bytes gave {records} records and no diagnostic");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Flipped_bits_are_read_or_rejected_but_never_crash(string name)
    {
        var bytes = Fixtures.Bytes("perfdata/" + name);
        var random = new Random(20);
        for (var round = 0; round < 3000; round++)
        {
            var copy = bytes.AsSpan().ToArray();
            for (var flips = random.Next(1, 8); flips > 0; flips--)
            {
                var at = round % 2 == 0 ? random.Next(Math.Min(600, copy.Length)) : random.Next(copy.Length);
                copy[at] ^= (byte)(1 << random.Next(8));
            }

            Bounded.Allocations(MostBytes, () => CountRecords(copy, out _), $"round {round}");
        }
    }

    /// <summary>Records that could be read, or -1 where the whole was refused.</summary>
    private static int CountRecords(ReadOnlySpan<byte> bytes, out int diagnosed)
    {
        var diagnostics = new DiagnosticBag();
        var records = -1;
        try
        {
            using var file = PerfDataFile.Open(Fixtures.Map(bytes), diagnostics);
            var reader = file.ReadRecords();
            for (records = 0; reader.Read(); records++)
            {
                ReadBody(reader);
            }
        }
        catch (InputException e)
        {
            Assert.NotEqual("", e.Message);
            records = -1;
        }

        diagnosed = diagnostics.ToList().Count;
        return records;
    }

    private static void ReadBody(PerfRecordReader reader)
    {
        switch (reader.Type)
        {
            case RecordType.Sample:
                reader.TryGetSample(out _);
                break;
            case RecordType.Mmap or RecordType.Mmap2:
                reader.TryGetMmap(out _);
                break;
            case RecordType.Comm:
                reader.TryGetComm(out _);
                break;
            case RecordType.Fork or RecordType.Exit:
                reader.TryGetTask(out _);
                break;
            default:
                reader.GetLost();
                break;
        }
    }
}
