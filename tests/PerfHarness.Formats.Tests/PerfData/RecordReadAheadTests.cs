using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfData;

namespace PerfHarness.Formats.Tests.PerfData;

public sealed class RecordReadAheadTests
{
    public static TheoryData<string> Files => ["tiny.data", "tiny.z.data", "tiny.pipe.data"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Another_thread_finds_the_same_records(string name)
    {
        var bytes = Fixtures.Bytes("perfdata/" + name);
        var expected = Read(bytes, readAhead: false);
        Assert.Contains(expected, line => line.StartsWith("Sample ", StringComparison.Ordinal));
        Assert.Equal(expected, Read(bytes, readAhead: true));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Another_thread_finds_the_same_records_and_problems_in_a_damaged_file(string name)
    {
        var bytes = Fixtures.Bytes("perfdata/" + name);
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var copy = bytes.AsSpan(0, round % 3 == 0 ? random.Next(bytes.Length) : bytes.Length).ToArray();
            for (var flips = random.Next(0, 12); flips > 0 && copy.Length > 0; flips--)
            {
                copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
            }

            Assert.Equal(Read(copy, readAhead: false), Read(copy, readAhead: true));
        }
    }

    [Fact]
    public void A_reader_that_stops_early_ends_the_thread()
    {
        using var file = PerfDataFile.Open(Fixtures.PathOf("perfdata/tiny.data"), new DiagnosticBag());
        for (var round = 0; round < 200; round++)
        {
            using var reader = new PerfRecordReader(file, summarize: true, readAhead: true);
            for (var records = round; records > 0 && reader.Read(); records--)
            {
            }
        }
    }

    [Fact]
    public void A_summary_says_what_the_sample_says()
    {
        using var file = PerfDataFile.Open(Fixtures.PathOf("perfdata/tiny.data"), new DiagnosticBag());
        using var reader = new PerfRecordReader(file, summarize: true, readAhead: false);
        var samples = 0;
        while (reader.Read())
        {
            if (reader.Type != RecordType.Sample)
            {
                continue;
            }

            Assert.True(reader.TryGetSample(out var sample));
            ref readonly var current = ref reader.Current;
            Assert.True(current.IsSummarized);
            Assert.Equal((sample.EventIndex, sample.Pid, sample.Tid), (current.EventIndex, current.Pid, current.Tid));
            Assert.Equal((sample.Time, sample.Period, sample.Callchain.Length), (current.Time, current.Period, current.ChainLength));
            Assert.Equal(CallchainDigest.Compute(sample.Callchain, (ulong)sample.CpuMode), current.Digest);
            samples++;
        }

        Assert.NotEqual(0, samples);
    }

    // What a reader sees, at the time when it sees it: the events' names and the problems are those known by then.
    private static List<string> Read(byte[] bytes, bool readAhead)
    {
        var diagnostics = new DiagnosticBag();
        var seen = new List<string>();
        try
        {
            using var file = PerfDataFile.Open(Fixtures.Map(bytes), diagnostics);
            using var reader = new PerfRecordReader(file, summarize: true, readAhead);
            while (reader.Read())
            {
                var isSample = reader.Type == RecordType.Sample && reader.TryGetSample(out _);
                seen.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{reader.Type} {reader.Offset} {reader.Time} {isSample} {reader.Current.Digest} {Describe(file, diagnostics)}"));
            }

            seen.Add(Describe(file, diagnostics));
        }
        catch (InputException e)
        {
            seen.Add(e.Message);
        }

        // The bytes are in a file whose name is another each time.
        return [.. seen, .. diagnostics.ToList().Select(d => $"{d.Code} {d.Message.Split("': ")[^1]}")];
    }

    private static string Describe(PerfDataFile file, DiagnosticBag diagnostics) => string.Create(
        CultureInfo.InvariantCulture,
        $"{string.Join(',', file.Attributes.Select(a => a.Name))} {file.Features.BuildIds.Count} {file.Features.HostName} {diagnostics.ToList().Count}");
}
