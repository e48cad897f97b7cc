namespace PerfHarness.Analysis;

/// <summary>A module with code that has no name, or only its bounds.</summary>
/// <param name="Reason">Why, and what would help; null if the import did not say.</param>
internal sealed record UnnamedModule(string Module, SymbolCoverageCount Count, string? Reason);
