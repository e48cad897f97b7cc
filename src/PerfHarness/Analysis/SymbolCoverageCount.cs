namespace PerfHarness.Analysis;

/// <summary>Frames and leaves, counted over all samples.</summary>
/// <param name="Frames">A stack of 20 frames that 3 samples share counts 60.</param>
/// <param name="Leaves">Samples whose leaf it is.</param>
internal readonly record struct SymbolCoverageCount(long Frames, long Leaves);
