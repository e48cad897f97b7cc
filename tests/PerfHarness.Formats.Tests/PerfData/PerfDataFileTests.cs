using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfData;

namespace PerfHarness.Formats.Tests.PerfData;

public sealed class PerfDataFileTests
{
    [Theory]
    [InlineData("tiny.data", "cpu-clock", "page-faults")]
    [InlineData("tiny.z.data", "cpu-clock")]
    [InlineData("tiny.pipe.data", "cpu-clock")]
    public void Every_sample_is_read_with_its_event_in_the_order_of_time(string name, params string[] events)
    {
        var counts = new Dictionary<string, int>();
        var diagnostics = new DiagnosticBag();
        using var file = PerfDataFile.Open(Fixtures.PathOf("perfdata/" + name), diagnostics);
        var reader = file.ReadRecords();
        ulong last = 0;
        while (reader.Read())
        {
            if (reader.Type == RecordType.Sample)
            {
                Assert.True(reader.TryGetSample(out var sample));
                var key = file.Attributes[sample.EventIndex].Name;
                counts[key] = counts.GetValueOrDefault(key) + 1;
                Assert.True(sample.Time >= last);
                Assert.False(sample.Callchain.IsEmpty);
                last = sample.Time;
            }
        }

        Assert.Empty(diagnostics.ToList());
        Assert.Equal(ExpectedCounts(name, events), counts);
    }

    [Fact]
    public void Features_say_where_and_how_it_was_recorded()
    {
        using var file = PerfDataFile.Open(Fixtures.PathOf("perfdata/tiny.data"), new DiagnosticBag());
        Assert.Equal("x86_64", file.Features.Architecture);
        Assert.Equal("6.1.187", file.Features.PerfVersion);
        Assert.Equal("spin", file.Features.CommandLine[^1]);
        Assert.Contains(file.Features.BuildIds, e => e.Key.EndsWith("/libc.so.6", StringComparison.Ordinal) && e.Value.Hex.Length == 40);
    }

    [Fact]
    public void A_record_of_an_unknown_type_is_counted_once()
    {
        const byte unknown = 60;
        var bytes = Fixtures.Bytes("perfdata/tiny.data");
        using (var file = PerfDataFile.Open(Fixtures.Map(bytes), new DiagnosticBag()))
        {
            var reader = file.ReadRecords();
            do
            {
                Assert.True(reader.Read());
            }
            while (reader.Type != RecordType.Mmap2);

            bytes[reader.Offset] = unknown;
        }

        var diagnostics = new DiagnosticBag();
        using var changed = PerfDataFile.Open(Fixtures.Map(bytes), diagnostics);
        var records = changed.ReadRecords();
        while (records.Read())
        {
        }

        Assert.Contains($"1 records of the unknown type {unknown}", Assert.Single(diagnostics.ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_other_byte_order_is_rejected_with_a_remedy()
    {
        var bytes = Fixtures.Bytes("perfdata/tiny.data");
        Array.Reverse(bytes, 0, 8);
        var e = Assert.Throws<InputException>(() => PerfDataFile.Open(Fixtures.Map(bytes), new DiagnosticBag()));
        Assert.Equal(DiagnosticCodes.UnsupportedByteOrder, e.Diagnostic.Code);
        Assert.Contains("perf script", e.Diagnostic.Remedy, StringComparison.Ordinal);
    }

    // The birth certificate beside the fixtures has perf's own counts.
    private static Dictionary<string, int> ExpectedCounts(string name, string[] events)
    {
        var row = File.ReadLines(Fixtures.PathOf("perfdata/README.md")).Single(l => l.StartsWith($"| {name} ", StringComparison.Ordinal));
        var numbers = System.Text.RegularExpressions.Regex.Matches(row.Split('|')[3], @"\d+").Select(m => int.Parse(m.Value)).ToArray();
        return events.Zip(numbers).ToDictionary(p => p.First, p => p.Second);
    }
}
