namespace PerfHarness.Formats.ReadyToRun;

/// <summary>Where a section is loaded (RVA) and where it is in the file, from the start of the PE.</summary>
internal readonly record struct PeSection(uint Rva, uint Offset, uint RawSize);
