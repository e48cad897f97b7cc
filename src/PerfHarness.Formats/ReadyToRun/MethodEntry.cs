namespace PerfHarness.Formats.ReadyToRun;

/// <summary>A method that has precompiled code.</summary>
/// <param name="Function">Its entry in the table of runtime functions.</param>
/// <param name="Component">Row of its assembly in the manifest of a composite image; 0 for the image's own assembly.</param>
/// <param name="Row">Row of the method, or for a generic instantiation where its signature is in InstanceEntryPoints.</param>
internal readonly record struct MethodEntry(int Function, int Component, int Row, bool IsGenericInstance);
