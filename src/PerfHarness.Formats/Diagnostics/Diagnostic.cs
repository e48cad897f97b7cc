using System.Globalization;

namespace PerfHarness.Formats.Diagnostics;

/// <summary>Something a user should know: what was seen and, where there is a remedy, what to do.</summary>
/// <param name="Message">One sentence, without a full stop, with the evidence: file, offset, record, command or line. Untrusted
/// text in it is made harmless where it is printed.</param>
/// <param name="Remedy">What the user can do about it, as a sentence, or null.</param>
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
    /// <summary>Message and remedy as sentences.</summary>
    internal string Text => Remedy is null ? Message : Message is [.., '.' or '!' or '?'] ? $"{Message} {Remedy}" : $"{Message}. {Remedy}";

    /// <summary>The MSBuild canonical form, on one line: <c>File.cs(17,20): error PH2001: text</c>.</summary>
    public override string ToString()
    {
        var origin = File is null ? "perfharness"
            : Line <= 0 ? File
            : Column <= 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}({Line})")
            : string.Create(CultureInfo.InvariantCulture, $"{File}({Line},{Column})");
        // "info" is not of the canonical form: MSBuild knows only errors and warnings.
        var category = Severity switch { Severity.Error => "error ", Severity.Warning => "warning ", _ => "message " };
        return SafeText.ToSingleLine($"{origin}: {category}{Code}: {Text}");
    }
}
