using PerfHarness.Profiles;

namespace PerfHarness.Symbols;

/// <summary>A function whose body was expanded inside another's.</summary>
/// <param name="CallSite">Where the enclosing function calls it, or null.</param>
internal sealed record InlinedCall(FunctionName Name, SourcePosition? Source, SourcePosition? CallSite);
