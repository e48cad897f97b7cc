namespace PerfHarness.Formats.Pprof;

/// <summary>An address with the functions that it belongs to, innermost first: all but the last were inlined.</summary>
/// <param name="Mapping">Row of <see cref="PprofProfile.Mappings"/>, or -1.</param>
internal sealed record PprofLocation(int Mapping, ulong Address, IReadOnlyList<PprofLine> Lines);
