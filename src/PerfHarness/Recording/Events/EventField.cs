namespace PerfHarness.Recording.Events;

/// <summary>A field of a tracepoint or probe.</summary>
/// <param name="Type">As in C: <c>char[16]</c>.</param>
internal readonly record struct EventField(string Name, string Type, int Size);
