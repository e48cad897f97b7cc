using PerfHarness.Profiles;

namespace PerfHarness.Measurements;

/// <summary>A direct call, inlined ones included, and the number of samples whose stack holds it.</summary>
internal readonly record struct CallEdge(FunctionName Caller, FunctionName Callee, long Samples);
