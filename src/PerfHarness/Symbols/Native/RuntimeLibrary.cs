using PerfHarness.Formats.Elf;

namespace PerfHarness.Symbols.Native;

/// <summary>A native library of a .NET runtime that is installed here.</summary>
/// <param name="Version">Of the runtime, as its folder is named.</param>
internal sealed record RuntimeLibrary(string Path, string Version, BuildId Id);
