using System.Globalization;

namespace PerfHarness.Profiles;

/// <summary>A place in source code.</summary>
/// <param name="File">As in the debug information.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, or 0 when not known.</param>
public readonly record struct SourcePosition(string File, int Line, int Column = 0)
{
    /// <summary><c>File(Line,Column)</c>, as compilers print it.</summary>
    public override string ToString() => Column > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{File}({Line},{Column})")
        : string.Create(CultureInfo.InvariantCulture, $"{File}({Line})");
}
