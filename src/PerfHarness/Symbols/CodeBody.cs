namespace PerfHarness.Symbols;

/// <summary>A function's code in one place: a function has several where it was compiled several times, or has a cold part.</summary>
/// <param name="Source">Gave the symbol, and has its code; names the targets of its calls.</param>
/// <param name="Start">The symbol's start as frames have addresses: of the process for generated code, else as the symbol has it.</param>
/// <param name="Process">Whose memory it is in, for generated code; null for code of a file or of the kernel.</param>
internal sealed record CodeBody(Symbol Symbol, ISymbolSource Source, ulong Start, int? Process);
