using System.Globalization;
using System.Text;

namespace PerfHarness.FakePerf;

/// <summary>
/// A perf.data of cpu-clock samples without callchains. Functions that the runtime's perf map lists are sampled where they
/// really are; for a process without a map one is written beside the recording.
/// </summary>
/// <param name="program">Mapped in the process, or null.</param>
internal sealed class PerfDataWriter(string output, int pid, string? program)
{
    private const int HeaderSize = 104;
    private const int AttributeSize = 64 + 16;
    private const ulong IpTidTimePeriod = 0x1 | 0x2 | 0x4 | 0x100;
    private const ulong FrequencyFlag = 1 << 10;
    private const ulong Frequency = 997;
    private const ulong FirstOwnAddress = 0x7000_0000_0000;
    private const ulong SizeOfOwnFunction = 0x1000;

    private const ulong ProgramAddress = 0x5555_0000_0000;

    /// <param name="threads">Each of them has all the samples.</param>
    public void Write(IReadOnlyList<(string Function, int Samples)> functions, int lost, IReadOnlyList<int> threads)
    {
        var addresses = AddressesOf(functions.Select(f => f.Function).ToList());
        using var data = new MemoryStream();
        var writer = new BinaryWriter(data);
        if (program is not null)
        {
            Map(writer, program);
        }

        var time = (ulong)(Environment.TickCount64 * 1_000_000);
        foreach (var thread in threads)
        {
            for (var i = 0; i < functions.Count; i++)
            {
                for (var sample = 0; sample < functions[i].Samples; sample++)
                {
                    Header(writer, type: 9, misc: 2, payload: 32);
                    writer.Write(addresses[i]);
                    writer.Write(pid);
                    writer.Write(thread);
                    writer.Write(time++);
                    writer.Write(1_000_000_000 / Frequency);
                }
            }
        }

        if (lost > 0)
        {
            Header(writer, type: 2, misc: 0, payload: 16);
            writer.Write(0UL);
            writer.Write((ulong)lost);
        }

        using var file = new BinaryWriter(File.Create(output));
        file.Write("PERFILE2"u8);
        file.Write((ulong)HeaderSize);
        file.Write((ulong)AttributeSize);
        file.Write((ulong)HeaderSize);
        file.Write((ulong)AttributeSize);
        file.Write((ulong)(HeaderSize + AttributeSize));
        file.Write((ulong)data.Length);
        file.Write(new byte[HeaderSize - 56]);

        // perf_event_attr of the smallest size: a software event, cpu-clock; then no ids.
        file.Write(1);
        file.Write(64);
        file.Write(0UL);
        file.Write(Frequency);
        file.Write(IpTidTimePeriod);
        file.Write(0UL);
        file.Write(FrequencyFlag);
        file.Write(new byte[AttributeSize - 48]);
        file.Write(data.ToArray());
    }

    private void Map(BinaryWriter writer, string path)
    {
        var name = Encoding.UTF8.GetBytes(path);
        Array.Resize(ref name, (name.Length / 8 * 8) + 8);
        Header(writer, type: 1, misc: 2, payload: (short)(32 + name.Length));
        writer.Write(pid);
        writer.Write(pid);
        writer.Write(ProgramAddress);
        writer.Write(SizeOfOwnFunction);
        writer.Write(0UL);
        writer.Write(name);
    }

    private static void Header(BinaryWriter writer, int type, short misc, short payload)
    {
        writer.Write(type);
        writer.Write(misc);
        writer.Write((short)(payload + 8));
    }

    private ulong[] AddressesOf(List<string> functions)
    {
        var maps = Path.Combine(Path.GetDirectoryName(output)!, "maps");
        var name = string.Create(CultureInfo.InvariantCulture, $"perf-{pid}.map");
        // A command that was started for the recording has its map there or none: one of that name in /tmp is an earlier process's.
        string[] places = program is null ? [Path.Combine(maps, name), Path.Combine("/tmp", name)] : [Path.Combine(maps, name)];
        if (Array.Find(places, File.Exists) is { } real)
        {
            var lines = File.ReadAllLines(real);
            return [.. functions.Select(function => Convert.ToUInt64(
                (lines.LastOrDefault(line => line.Contains(function, StringComparison.Ordinal)) ?? throw new InvalidDataException($"{real} lists no {function}")).Split(' ')[0], 16))];
        }

        File.WriteAllLines(Path.Combine(maps, name), functions.Select((function, i) =>
            string.Create(CultureInfo.InvariantCulture, $"{FirstOwnAddress + ((ulong)i * SizeOfOwnFunction):x} {SizeOfOwnFunction:x} {function}")));
        return [.. functions.Select((_, i) => FirstOwnAddress + ((ulong)i * SizeOfOwnFunction))];
    }
}
