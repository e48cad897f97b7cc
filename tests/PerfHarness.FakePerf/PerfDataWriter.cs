using System.Globalization;
using System.Text;

namespace PerfHarness.FakePerf;

/// <summary>
/// A perf.data of cpu-clock samples without callchains. Functions that the runtime's perf map or jitdump lists are sampled where
/// they really are; for a process without either a perf map is written beside the recording.
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
    private const ulong PageSize = 0x1000;
    private const ulong SizeOfOwnFunction = PageSize;

    private const ulong ProgramAddress = 0x5555_0000_0000;

    /// <param name="threads">Each of them has all the samples.</param>
    public void Write(IReadOnlyList<(string Function, int Samples)> functions, int lost, IReadOnlyList<int> threads)
    {
        var addresses = AddressesOf(functions.Select(f => f.Function).ToList());
        using var data = new MemoryStream();
        var writer = new BinaryWriter(data);
        if (program is not null)
        {
            Map(writer, program, ProgramAddress);
        }

        foreach (var page in addresses.Select(address => address & ~(PageSize - 1)).Distinct())
        {
            Map(writer, "//anon", page);
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

    private void Map(BinaryWriter writer, string path, ulong address)
    {
        var name = Encoding.UTF8.GetBytes(path);
        Array.Resize(ref name, (name.Length / 8 * 8) + 8);
        Header(writer, type: 1, misc: 2, payload: (short)(32 + name.Length));
        writer.Write(pid);
        writer.Write(pid);
        writer.Write(address);
        writer.Write(PageSize);
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
        var dump = Path.Combine(maps, string.Create(CultureInfo.InvariantCulture, $"jit-{pid}.dump"));
        var real = Array.Find(places, File.Exists) ?? (File.Exists(dump) ? dump : null);
        if (real is not null)
        {
            var listed = real == dump ? ReadDump(dump) : ReadMap(real);
            return [.. functions.Select(function => listed.FindLast(method => method.Name.Contains(function, StringComparison.Ordinal)) is { Name: not null } method
                ? method.Address
                : throw new InvalidDataException($"{real} lists no {function}"))];
        }

        File.WriteAllLines(Path.Combine(maps, name), functions.Select((function, i) =>
            string.Create(CultureInfo.InvariantCulture, $"{FirstOwnAddress + ((ulong)i * SizeOfOwnFunction):x} {SizeOfOwnFunction:x} {function}")));
        return [.. functions.Select((_, i) => FirstOwnAddress + ((ulong)i * SizeOfOwnFunction))];
    }

    private static List<(ulong Address, string Name)> ReadMap(string path) =>
        [.. File.ReadAllLines(path).Select(line => (Convert.ToUInt64(line.Split(' ')[0], 16), line))];

    // Of LOAD records: u32 id 0, u32 size, u64 time, u32 pid, u32 tid, u64 vma, u64 address, u64 size, u64 index, name.
    private static List<(ulong Address, string Name)> ReadDump(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var methods = new List<(ulong, string)>();
        for (var at = BitConverter.ToInt32(bytes, 8); at + 16 <= bytes.Length;)
        {
            var size = BitConverter.ToInt32(bytes, at + 4);
            if (BitConverter.ToInt32(bytes, at) == 0)
            {
                var name = bytes.AsSpan(at + 56, size - 56);
                methods.Add((BitConverter.ToUInt64(bytes, at + 32), Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)])));
            }

            at += Math.Max(16, size);
        }

        return methods;
    }
}
