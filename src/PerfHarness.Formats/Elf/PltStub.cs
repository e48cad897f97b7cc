namespace PerfHarness.Formats.Elf;

/// <summary>A PLT entry.</summary>
/// <param name="Target">Mangled name of what it calls; empty where only a resolver's address is known.</param>
/// <param name="Resolver">For an indirect function the address of its resolver in the image itself, else 0.</param>
internal readonly record struct PltStub(ulong Address, ulong Size, string Target, ulong Resolver);
