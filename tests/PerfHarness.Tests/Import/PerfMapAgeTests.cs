using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Import;

/// <summary>Process ids are reused: a perf map that was written before the recorded process started belongs to another one.</summary>
public sealed class PerfMapAgeTests : IDisposable
{
    private const int Pid = 2_000_000_000; // above any pid_max: no live process
    private const ulong ExecTime = 5_000_000_000;
    private static readonly DateTimeOffset Started = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("perfharness-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(-60, true, true, false)]
    [InlineData(1, true, true, true)]
    [InlineData(-60, true, false, true)] // the process was there before the recording
    [InlineData(-60, false, true, false)] // no relation of the clocks, but the recording itself is younger than the map
    public void A_perf_map_older_than_the_process_is_not_used(int mapAge, bool hasClockData, bool hasExec, bool isUsed)
    {
        var map = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"perf-{Pid}.map"));
        File.WriteAllText(map, "1000 100 int32 [A] N.W::M(int32)[OptimizedTier1]\n");
        File.SetLastWriteTimeUtc(map, Started.AddSeconds(mapAge).UtcDateTime);
        var data = Path.Combine(_folder, "perf.data");
        File.WriteAllBytes(data, Record(hasClockData, hasExec));

        using var importer = new ProfileImporter(new ImportOptions());
        importer.Add(data, new RunInfo { Started = hasClockData ? null : Started });
        var profile = importer.Build();

        Assert.Equal(isUsed, profile.Functions.TryFind(new FunctionName("A", "N.W.M(int)"), out _));
        Assert.Equal(isUsed ? 0 : 1, profile.Diagnostics.Count(d => d.Code == DiagnosticCodes.StalePerfMap && d.Remedy!.Contains("touch", StringComparison.Ordinal)));
    }

    // In pipe form: the event, how CLOCK_MONOTONIC relates to the wall clock, an exec and one sample.
    private static byte[] Record(bool hasClockData, bool hasExec)
    {
        var file = new MemoryStream();
        file.Write("PERFILE2"u8);
        file.Write(Numbers(16UL));

        var attribute = new byte[104];
        BinaryPrimitives.WriteUInt32LittleEndian(attribute, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(attribute.AsSpan(4), 104);
        BinaryPrimitives.WriteUInt64LittleEndian(attribute.AsSpan(16), 1000);
        BinaryPrimitives.WriteUInt64LittleEndian(attribute.AsSpan(24), 1 | 2 | 4); // ip, tid, time
        BinaryPrimitives.WriteUInt64LittleEndian(attribute.AsSpan(40), (1 << 18) | (1 << 25)); // sample_id_all, use_clockid
        BinaryPrimitives.WriteInt32LittleEndian(attribute.AsSpan(92), 1);
        Write(file, 64, 0, attribute);
        if (hasClockData)
        {
            Write(file, 80, 0, Numbers(29UL, 1UL | (1UL << 32), (ulong)(Started - DateTimeOffset.UnixEpoch).TotalSeconds * 1_000_000_000, ExecTime));
        }

        var ids = Pid | ((ulong)Pid << 32);
        if (hasExec)
        {
            Write(file, 3, 1 << 13, [.. Numbers(ids), .. Encoding.ASCII.GetBytes("program\0"), .. Numbers(ids, ExecTime)]);
        }

        Write(file, 9, 2, Numbers(0x1010UL, ids, ExecTime + 1_000_000));
        return file.ToArray();
    }

    private static void Write(Stream file, uint type, ushort misc, byte[] body)
    {
        var header = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(header, type);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), misc);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), (ushort)(8 + body.Length));
        file.Write(header);
        file.Write(body);
    }

    private static byte[] Numbers(params ulong[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];
}
