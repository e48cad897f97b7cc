namespace PerfHarness.Formats.Elf;

/// <summary>What a relocation puts into a slot of the GOT.</summary>
internal readonly record struct GotSlot(string Name, ulong Resolver);
