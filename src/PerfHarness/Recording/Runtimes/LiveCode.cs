using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.Jit;
using PerfHarness.Formats.PerfData;
using PerfHarness.Symbols.Jit;

namespace PerfHarness.Recording.Runtimes;

/// <summary>
/// Keeps the machine code of generated methods of running processes, for listings of their instructions: a perf map has only their
/// names. When a recording ends, what its samples were in is read from the memory of each process whose perf map it has, and is
/// written beside the map, in the form of a jitdump: see <see cref="CapturedCode"/>.
/// </summary>
internal static class LiveCode
{
    // Of one process. A method has some hundred bytes, and a profile has samples in some thousands of them.
    private const long MaxBytes = 64 << 20;

    // No method is as long; a line of a map may be for a whole heap.
    private const ulong MaxMethod = 1 << 20;

    // Clocks of /proc are that of the kernel's ticks.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);

    /// <summary>Does nothing for a process that has ended or whose memory may not be read: a listing then says that it has no bytes.</summary>
    /// <param name="started">When the recording began: a process that began later only has the id of the recorded one.</param>
    public static void Capture(string dataPath, string mapFolder, DateTimeOffset started)
    {
        var sampled = FindMaps(mapFolder, started).ToDictionary(pid => pid, _ => new HashSet<ulong>());
        if (sampled.Count == 0)
        {
            return;
        }

        try
        {
            AddSampledAddresses(dataPath, sampled);
            foreach (var (pid, addresses) in sampled)
            {
                Capture(pid, addresses, mapFolder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InputException)
        {
            // What is damaged is reported when it is imported.
            _ = e;
        }
    }

    private static IEnumerable<int> FindMaps(string mapFolder, DateTimeOffset started)
    {
        foreach (var path in Directory.EnumerateFiles(mapFolder, "perf-*.map"))
        {
            var name = Path.GetFileNameWithoutExtension(path)["perf-".Length..];
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && LiveProcess.TryRead(pid) is { Started: { } begun } && begun <= started + ClockTolerance)
            {
                yield return pid;
            }
        }
    }

    private static void AddSampledAddresses(string dataPath, Dictionary<int, HashSet<ulong>> sampled)
    {
        using var file = PerfDataFile.Open(dataPath, new DiagnosticBag());
        using var reader = file.ReadRecords();
        while (reader.Read())
        {
            if (reader.Type == RecordType.Sample && reader.TryGetSample(out var sample) && sampled.TryGetValue(sample.Pid, out var addresses))
            {
                addresses.Add(sample.Ip);
                foreach (var address in sample.Callchain)
                {
                    addresses.Add(address);
                }
            }
        }
    }

    private static void Capture(int pid, HashSet<ulong> addresses, string mapFolder)
    {
        var path = Path.Combine(mapFolder, string.Create(CultureInfo.InvariantCulture, $"perf-{pid}.map"));
        var map = PerfMapReader.Read(File.ReadAllBytes(path), path, new DiagnosticBag());
        var (starts, sizes, order) = (new ulong[map.Count], new ulong[map.Count], new ulong[map.Count]);
        for (var i = 0; i < map.Count; i++)
        {
            (starts[i], sizes[i], order[i]) = (map[i].Start, map[i].Size, (ulong)i);
        }

        // Of lines for the same memory the last is what is there now.
        var code = CodeTimeline.Build(starts, sizes, order);
        var lines = addresses.Select(address => code.Find(address)).Where(line => line >= 0).Distinct().Order().ToList();
        if (lines.Count == 0)
        {
            return;
        }

        using var memory = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/mem"));
        using var output = new FileStream(
            Path.Combine(mapFolder, CapturedCode.GetFileName(pid)), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        var now = (ulong)(Stopwatch.GetTimestamp() * (1_000_000_000.0 / Stopwatch.Frequency));
        var writer = new JitDumpWriter(output, pid, GetMachine(), now);
        var total = 0L;
        foreach (var line in lines)
        {
            var entry = map[line];
            if (entry.Size <= MaxMethod && entry.Start <= long.MaxValue && (total += (long)entry.Size) <= MaxBytes)
            {
                var bytes = new byte[entry.Size];
                if (UnlistedCode.TryRead(memory, entry.Start, bytes) == bytes.Length)
                {
                    writer.AddLoad(now, entry.Start, map.GetNameBytes(line), bytes);
                }
            }
        }
    }

    private static ElfMachine GetMachine() => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => ElfMachine.X64,
        Architecture.Arm64 => ElfMachine.Arm64,
        _ => ElfMachine.None,
    };
}
