using System.Globalization;

namespace PerfHarness.Formats.Diagnostics;

/// <summary>Something a user should know: what was seen (evidence) and, where there is one, what to do (remedy).</summary>
/// <param name="Message">One sentence with the evidence: file, offset, record, command or line. No line breaks are needed;
/// untrusted text in it is made harmless where it is printed.</param>
/// <param name="Remedy">What the user can do about it, or null.</param>
/// <param name="File">The file it is about, or null.</param>
/// <param name="Line">1-based line in <paramref name="File"/>, or 0.</param>
/// <param name="Column">1-based column, or 0.</param>
public sealed record Diagnostic(
    DiagnosticCode Code,
    Severity Severity,
    string Message,
    string? Remedy = null,
    string? File = null,
    int Line = 0,
    int Column = 0)
{
    /// <summary>The MSBuild canonical form, on one line: <c>File.cs(17,20): error PH2001: text</c>.</summary>
    public override string ToString()
    {
        var origin = File is null ? "perfharness"
            : Line <= 0 ? File
            : Column <= 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}({Line})")
            : string.Create(CultureInfo.InvariantCulture, $"{File}({Line},{Column})");
        // "info" is not of the canonical form: MSBuild knows only errors and warnings.
        var category = Severity switch { Severity.Error => "error ", Severity.Warning => "warning ", _ => "message " };
        var text = Remedy is null ? Message : $"{Message} {Remedy}";
        return SafeText.ToSingleLine($"{origin}: {category}{Code}: {text}");
    }
}
