namespace PerfHarness.Profiles;

/// <summary>A function and, where debug information has it, the position of its definition.</summary>
public readonly record struct Function(FunctionName Name, SourcePosition? Source)
{
    /// <summary>
    /// Hash of the function's code as it was compiled to, without what edits elsewhere change; 0 where it is not known. Known only
    /// for functions whose name holds an ordinal, which such edits change.
    /// </summary>
    internal ulong Body { get; init; }
}
