namespace PerfHarness.Formats.Diagnostics;

/// <summary>An input that cannot be used at all: not of a known format, foreign, or damaged where nothing is left to read.</summary>
internal sealed class InputException(Diagnostic diagnostic, Exception? inner = null) : PerfHarnessException(diagnostic, inner)
{
    public InputException(DiagnosticCode code, string message, string? remedy = null, string? file = null, Exception? inner = null)
        : this(new Diagnostic(code, Severity.Error, message, remedy, file), inner)
    {
    }
}
