using PerfHarness.Formats.Elf;

namespace PerfHarness.Symbols;

/// <summary>The machine code of one function, or why it is not there.</summary>
/// <param name="Origin">Where the bytes are from, to print: a file's path, <c>jitdump</c> …</param>
internal sealed record MachineCode(ReadOnlyMemory<byte> Bytes, ElfMachine Machine, string Origin)
{
    /// <summary>Longer code is not read: no function is as long, but what is between two symbols may be.</summary>
    public const int MaxSize = 4 << 20;

    /// <summary>Instructions are of the 32-bit mode of the machine.</summary>
    public bool Is32Bit { get; private init; }

    /// <summary>The address of the first byte as its file has it, where a symbol's start is another number.</summary>
    public ulong? OwnStart { get; init; }

    /// <summary>Why there are no bytes; null where there are.</summary>
    public string? MissingReason { get; private init; }

    /// <summary>What would make them available, or null.</summary>
    public string? Remedy { get; private init; }

    public static MachineCode CreateMissing(string reason, string? remedy = null) =>
        new(default, ElfMachine.None, "") { MissingReason = reason, Remedy = remedy };

    /// <param name="bytes">Empty where the file has not all of them.</param>
    public static MachineCode Create(byte[] bytes, ElfMachine machine, string origin) => bytes.Length == 0
        ? CreateMissing($"'{origin}' has not the function's bytes: it is truncated, or has debug information only",
            "pass the folder of the file that ran with --symbols")
        : new MachineCode(bytes, machine, origin) { Is32Bit = machine == ElfMachine.I386 };
}
