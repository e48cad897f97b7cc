namespace PerfHarness.Truth;

/// <summary>What is started.</summary>
/// <param name="Failure">Why it could not be built, or null.</param>
internal sealed record BuiltProgram(string Program, IReadOnlyList<string> Arguments, string? Failure = null);
