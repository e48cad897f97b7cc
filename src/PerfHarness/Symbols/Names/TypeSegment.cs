namespace PerfHarness.Symbols.Names;

/// <summary>One type's own metadata name without its arity.</summary>
internal readonly record struct TypeSegment(string Name, int Arity);
