namespace PerfHarness.Formats.Elf;

/// <summary>e_machine, as far as something depends on it here. Other values occur and are kept as they are.</summary>
internal enum ElfMachine : ushort
{
    None = 0,
    I386 = 3,
    Arm = 40,
    X64 = 62,
    Arm64 = 183,
    RiscV = 243,
}
