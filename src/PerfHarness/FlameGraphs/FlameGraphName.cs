namespace PerfHarness.FlameGraphs;

/// <summary>A function as a flame graph names it.</summary>
/// <param name="Text">Untrusted text.</param>
/// <param name="Module">Where it lives, or empty where the input (folded text) does not say.</param>
internal readonly record struct FlameGraphName(string Text, string Module);
