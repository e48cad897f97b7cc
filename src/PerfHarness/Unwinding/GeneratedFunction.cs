namespace PerfHarness.Unwinding;

/// <summary>A function of a runtime: compiled while the process ran, or before for the same runtime.</summary>
/// <param name="Start">Its first address in the process.</param>
/// <param name="IsStub">A piece of code that a runtime writes for itself, without a frame of its own.</param>
/// <param name="Code">Its machine code; empty where it was not kept.</param>
internal readonly record struct GeneratedFunction(ulong Start, bool IsStub, ReadOnlyMemory<byte> Code);
