namespace PerfHarness.Formats.ReadyToRun;

/// <summary>What an indirection cell of an image leads to once the runtime has filled it in.</summary>
/// <param name="Text">A method in the runtime's format, or words such as <c>new System.Object</c>, <c>helper Throw</c>.</param>
internal readonly record struct ImportCell(string Text, bool IsMethod);
