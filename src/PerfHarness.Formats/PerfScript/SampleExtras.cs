namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// What <c>-F</c> may add below the frames of a sample and is not read: registers (<c> ABI:2 AX:0x1</c>), branches
/// (<c> 0x1226/0x1190/P/-/-/0</c>), instructions (<c> ilen: 3 insn: 48 89 c2</c>), physical addresses, sizes, a cgroup's path.
/// </summary>
internal static class SampleExtras
{
    public static bool Recognizes(ReadOnlySpan<byte> line)
    {
        line = line.Trim((byte)' ');
        return line.StartsWith("ABI:"u8) || line.StartsWith("0x"u8) || line.StartsWith("ilen:"u8) || line.StartsWith("insn:"u8)
            || line.StartsWith("IPC:"u8) || line.StartsWith("iregs:"u8) || line.StartsWith("uregs:"u8) || line.StartsWith("BPF output:"u8)
            || line[0] is (byte)'/' or (byte)'|' || line.IndexOf("/P/"u8) > 0 || line.IndexOf("/M/"u8) > 0 || line.IndexOf("/-/"u8) > 0
            || line.IndexOfAnyExcept("0123456789abcdefKMGN/A "u8) < 0;
    }
}
