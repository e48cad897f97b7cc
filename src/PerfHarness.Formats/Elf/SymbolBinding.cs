namespace PerfHarness.Formats.Elf;

/// <summary>The high half of st_info.</summary>
internal enum SymbolBinding : byte
{
    Local = 0,
    Global = 1,
    Weak = 2,
    Unique = 10,
}
