namespace PerfHarness.Formats.Diagnostics;

/// <summary>An input that cannot be used at all: not of a known format, not supported, or corrupt beyond reading.</summary>
internal sealed class InputException(Diagnostic diagnostic, Exception? inner = null) : PerfHarnessException(diagnostic, inner)
{
    public InputException(DiagnosticCode code, string message, string? remedy = null, string? file = null, Exception? inner = null)
        : this(new Diagnostic(code, Severity.Error, message, remedy, file), inner)
    {
    }
}
