namespace PerfHarness.Profiles;

/// <summary>A function and, where debug information has it, the position of its definition.</summary>
public readonly record struct Function(FunctionName Name, SourcePosition? Source);
