namespace PerfHarness.Formats.Elf;

/// <summary>The low half of st_info.</summary>
internal enum SymbolType : byte
{
    None = 0,
    Object = 1,
    Function = 2,
    Section = 3,
    File = 4,
    Common = 5,
    Tls = 6,
    IndirectFunction = 10,
}
