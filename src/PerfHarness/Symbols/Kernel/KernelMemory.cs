using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;

namespace PerfHarness.Symbols.Kernel;

/// <summary>The running kernel's own code, as it patched it: <c>/proc/kcore</c> is its memory as an ELF image.</summary>
internal static class KernelMemory
{
    // Its program headers come first: one a range of memory.
    private const int MaxHeaders = 1 << 16;

    private const string Remedy = "create the listing on the machine that made the recording, as root (with CAP_SYS_RAWIO), on a kernel with "
        + "CONFIG_PROC_KCORE";

    public static MachineCode Read(ulong address, ulong size, string path = "/proc/kcore")
    {
        if (size > MachineCode.MaxSize)
        {
            return MachineCode.CreateMissing("where the function ends is not known");
        }

        try
        {
            using var memory = File.OpenHandle(path);
            var headers = new byte[MaxHeaders];
            using var image = ElfFile.FromMemory(path, headers.AsMemory(0, RandomAccess.Read(memory, headers, 0)));
            foreach (var segment in image.Segments)
            {
                if (segment.IsLoad && address >= segment.Address && address - segment.Address <= segment.FileSize
                    && size <= segment.FileSize - (address - segment.Address))
                {
                    var code = new byte[size];
                    return RandomAccess.Read(memory, code, (long)(segment.Offset + (address - segment.Address))) == code.Length
                        ? MachineCode.Create(code, image.Header.Machine, path)
                        : MachineCode.CreateMissing($"{path} does not show this part of the kernel", Remedy);
                }
            }

            return MachineCode.CreateMissing($"{path} has no such address: the kernel is not the one that was recorded", Remedy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InputException)
        {
            return MachineCode.CreateMissing($"kernel code is read from {path}, which is not readable: {e.Message}", Remedy);
        }
    }
}
