using System.Globalization;
using Iced.Intel;
using PerfHarness.Formats.Elf;

namespace PerfHarness.Recording.Probes;

/// <summary>
/// Whether an instruction starts at an address: a probe is a breakpoint written over its first byte, and one in the middle of an
/// instruction makes the program do something else.
/// </summary>
internal static class InstructionStarts
{
    private const int MaxFunctionBytes = 1 << 20;

    /// <exception cref="Formats.Diagnostics.PerfHarnessException">None starts there.</exception>
    public static void Check(ProbeSpecification specification, FunctionTable table, ulong address)
    {
        if (table.Image.Header.Machine == ElfMachine.Arm64 && address % 4 != 0)
        {
            throw specification.CreateFailure(
                $"no instruction starts at 0x{address:x}", "Instructions are at multiples of 4.");
        }

        if (table.Image.Header.Machine is not ElfMachine.X64)
        {
            return;
        }

        if (table.FindStart(address) is not { } start || address - start > MaxFunctionBytes)
        {
            throw specification.CreateFailure(
                $"no function is known to cover 0x{address:x}, so that it is unknown whether an instruction starts there", null);
        }

        // Some bytes more, for an instruction that the address is in the middle of.
        var code = table.Image.GetLoadedBytes(start);
        code = code[..(int)Math.Min((ulong)code.Length, address - start + 16)];
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(code.ToArray()), start);
        while (decoder.IP < address)
        {
            var before = decoder.IP;
            decoder.Decode();
            if (decoder.IP > address)
            {
                throw specification.CreateFailure(
                    string.Create(CultureInfo.InvariantCulture, $"0x{address:x} is in the middle of an instruction"),
                    string.Create(CultureInfo.InvariantCulture, $"The nearest are at +0x{before - start:x} and +0x{decoder.IP - start:x}."));
            }
        }
    }
}
