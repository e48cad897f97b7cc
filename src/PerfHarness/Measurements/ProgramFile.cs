namespace PerfHarness.Measurements;

/// <summary>A file of a program.</summary>
/// <param name="Path">Relative to the program's folder, with slashes.</param>
/// <param name="Hash">SHA-256 of the content, in lower-case hexadecimal digits.</param>
/// <param name="Length">In bytes.</param>
internal sealed record ProgramFile(string Path, string Hash, long Length, bool IsExecutable);
