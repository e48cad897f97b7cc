namespace PerfHarness.Recording.Probes;

/// <summary>A function of an image, under one of its names.</summary>
/// <param name="Raw">As the symbol table has it, without a version (<c>malloc@@GLIBC_2.2.5</c>).</param>
/// <param name="Name">Demangled.</param>
/// <param name="Size">0 where it is not known.</param>
/// <param name="IsSuperseded">An older version, which only programs that were linked against it call.</param>
/// <param name="IsIndirect">The code chooses one of several implementations when the program is loaded.</param>
internal sealed record FunctionSymbol(string Raw, string Name, ulong Address, ulong Size, bool IsIndirect, bool IsSuperseded = false);
