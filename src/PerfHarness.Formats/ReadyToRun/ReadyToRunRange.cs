namespace PerfHarness.Formats.ReadyToRun;

/// <summary>A contiguous piece of precompiled code of one method: its body with its funclets, or its cold part.</summary>
/// <param name="Start">RVA.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Method">Number of the method, -1 for code that no method of the tables owns, below that a stub.</param>
internal readonly record struct ReadyToRunRange(uint Start, uint Size, int Method, bool IsCold);
