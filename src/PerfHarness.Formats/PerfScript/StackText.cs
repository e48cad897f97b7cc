namespace PerfHarness.Formats.PerfScript;

/// <summary>A stack that was parsed from its text.</summary>
/// <param name="Row">Row of the tree of stacks.</param>
/// <param name="Frames">Frames that it has.</param>
/// <param name="Lines">Lines that it has.</param>
internal readonly record struct StackText(int Row, int Frames, int Lines);
