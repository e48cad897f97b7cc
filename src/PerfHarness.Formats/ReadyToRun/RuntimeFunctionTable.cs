using System.Reflection.PortableExecutable;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// All pieces of code in the image (a method's body, its funclets, its cold part), in ascending order of RVA.
/// <code>
/// x64:    u32 begin  u32 end  u32 unwind info
/// others: u32 begin  u32 unwind info     (arm64: the length is in the unwind info)
/// </code>
/// </summary>
internal sealed class RuntimeFunctionTable
{
    // crossgen writes the machine XORed with a number for the operating system.
    private static readonly ushort[] OperatingSystemMasks = [0, 0x7B79, 0x4644, 0xADC4, 0x1993, 0x1992];

    private RuntimeFunctionTable(uint[] begins, uint[] ends) => (Starts, Ends) = (begins, ends);

    public uint[] Starts { get; }

    public uint[] Ends { get; }

    public int Count => Starts.Length;

    /// <summary>The machine without crossgen's XOR with the operating system.</summary>
    public static Machine GetTargetMachine(ushort machine)
    {
        foreach (var os in OperatingSystemMasks)
        {
            if ((Machine)(machine ^ os) is Machine.Amd64 or Machine.Arm64 or Machine.Arm or Machine.ArmThumb2 or Machine.I386
                or Machine.LoongArch64 or Machine.RiscV64)
            {
                return (Machine)(machine ^ os);
            }
        }

        return Machine.Unknown;
    }

    /// <param name="isCorrupt">Entries are out of order or overlap the next; they were left out or shortened.</param>
    public static RuntimeFunctionTable Read(PeFile pe, ReadOnlySpan<byte> section, Machine machine, out bool isCorrupt)
    {
        isCorrupt = false;
        var entrySize = machine == Machine.Amd64 ? 12 : 8;
        var count = section.Length / entrySize;
        var (begins, ends) = (new uint[count], new uint[count]);
        var reader = new SpanReader(section);
        for (var i = 0; i < count; i++)
        {
            begins[i] = machine is Machine.Arm or Machine.ArmThumb2 ? reader.ReadUInt32() & ~1u : reader.ReadUInt32();
            var endOrUnwindInfo = reader.ReadUInt32();
            ends[i] = entrySize == 12 ? endOrUnwindInfo : begins[i] + ReadLength(pe, endOrUnwindInfo, machine);
            if (entrySize == 12)
            {
                reader.Skip(4);
            }

            if (begins[i] == uint.MaxValue)
            {
                // The table ends with a sentinel that some versions count as an entry.
                (begins, ends) = (begins[..i], ends[..i]);
                break;
            }
        }

        for (var i = 0; i < begins.Length; i++)
        {
            var next = i + 1 < begins.Length ? begins[i + 1] : uint.MaxValue;
            if (next < begins[i])
            {
                isCorrupt = true;
                (begins, ends) = Sort(begins, ends);
                i = -1;
                continue;
            }

            if (ends[i] == begins[i] && next != uint.MaxValue)
            {
                ends[i] = next;
            }

            if (ends[i] < begins[i] || ends[i] > next)
            {
                isCorrupt = true;
                ends[i] = ends[i] < begins[i] ? begins[i] : next;
            }
        }

        return new RuntimeFunctionTable(begins, ends);
    }

    private static (uint[] Begins, uint[] Ends) Sort(uint[] begins, uint[] ends)
    {
        Array.Sort(begins, ends);
        return (begins, ends);
    }

    // 0 where the length is not known: the function then reaches to the next.
    private static uint ReadLength(PeFile pe, uint unwindInfo, Machine machine)
    {
        if (machine is not (Machine.Arm64 or Machine.Arm or Machine.ArmThumb2))
        {
            return 0;
        }

        var unit = machine == Machine.Arm64 ? 4u : 2u;
        return (unwindInfo & 3) != 0
            ? ((unwindInfo >> 2) & 0x7ff) * unit
            : (new SpanReader(pe.GetBytes(unwindInfo, 4)).ReadUInt32() & 0x3ffff) * unit;
    }
}
