namespace PerfHarness.Formats.IO;

/// <summary>A piece of a text in a buffer, from its start on. It ends with a line, unless the line is too long or the text ends.</summary>
/// <param name="IsFirst">The text begins with it.</param>
/// <param name="IsLast">The text ends with it.</param>
/// <param name="IsClosed">It ends with an empty line, or the text ends with it.</param>
/// <param name="IsTruncated">It is the start of one line whose rest is left out.</param>
internal readonly record struct TextBlock(int Length, bool IsFirst, bool IsLast, bool IsClosed, bool IsTruncated);
