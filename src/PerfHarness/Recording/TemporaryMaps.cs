using System.Buffers.Binary;
using System.Globalization;

namespace PerfHarness.Recording;

/// <summary>
/// Node and Java cannot be told where to write: they leave <c>/tmp/perf-PID.map</c>. Those of the processes in a recording
/// are moved into its folder, if they are ours and were written while it ran.
/// </summary>
internal static class TemporaryMaps
{
    private const uint CommRecord = 3;
    private const uint ForkRecord = 7;

    public static void Collect(RecordedRun recording)
    {
        var candidates = Directory.EnumerateFiles("/tmp", "perf-*.map")
            .Where(path => FileOwner.IsFileOfOurs(path) && File.GetLastWriteTimeUtc(path) >= recording.Started.UtcDateTime.AddSeconds(-5))
            .ToList();
        if (candidates.Count == 0)
        {
            return;
        }

        var pids = Pids(recording.DataPath);
        foreach (var path in candidates)
        {
            var name = Path.GetFileNameWithoutExtension(path)["perf-".Length..];
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pids.Contains(pid) && !Directory.Exists($"/proc/{name}"))
            {
                File.Move(path, Path.Combine(recording.MapFolder, Path.GetFileName(path)), overwrite: true);
            }
        }
    }

    /// <summary>The processes that a perf.data file tells of. A damaged file tells of fewer.</summary>
    internal static HashSet<int> Pids(string dataPath)
    {
        var pids = new HashSet<int>();
        using var file = File.OpenRead(dataPath);
        var buffer = new byte[1 << 16];
        if (file.ReadAtLeast(buffer.AsSpan(0, 56), 56, throwOnEndOfStream: false) < 56)
        {
            return pids;
        }

        // The header names the data section (offset at byte 40); each record starts with u32 type, u16 misc, u16 size.
        var offset = BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(40));
        var end = offset + BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(48));
        if (offset > (ulong)file.Length)
        {
            return pids;
        }

        file.Position = (long)offset;
        var left = (long)Math.Min(end, (ulong)file.Length) - file.Position;
        for (int kept = 0, read; left > 0 && (read = file.Read(buffer, kept, (int)Math.Min(left, buffer.Length - kept))) > 0;)
        {
            left -= read;
            var records = buffer.AsSpan(0, kept + read);
            while (records.Length >= 16)
            {
                var size = BinaryPrimitives.ReadUInt16LittleEndian(records[6..]);
                if (size < 8)
                {
                    return pids;
                }

                if (size > records.Length)
                {
                    break;
                }

                if (BinaryPrimitives.ReadUInt32LittleEndian(records) is CommRecord or ForkRecord && size >= 16)
                {
                    pids.Add(BinaryPrimitives.ReadInt32LittleEndian(records[8..]));
                }

                records = records[size..];
            }

            kept = records.Length;
            records.CopyTo(buffer);
        }

        return pids;
    }
}
