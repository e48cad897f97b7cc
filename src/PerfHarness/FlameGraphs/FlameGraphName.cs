namespace PerfHarness.FlameGraphs;

/// <summary>A function as a flame graph names it.</summary>
/// <param name="Text">Untrusted text.</param>
/// <param name="Module">Its module, or empty if the input (folded text) does not say.</param>
internal readonly record struct FlameGraphName(string Text, string Module);
