namespace PerfHarness.Formats.PortablePdb;

/// <summary>Where a method's body starts.</summary>
/// <param name="File">As the compiler wrote it.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
internal readonly record struct MethodPosition(string File, int Line, int Column);
