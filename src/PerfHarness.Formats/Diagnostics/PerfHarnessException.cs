namespace PerfHarness.Formats.Diagnostics;

/// <summary>An unusable whole: the work cannot go on. Carries the evidence and the remedy as a <see cref="Diagnostic"/>.</summary>
public class PerfHarnessException : Exception
{
    internal PerfHarnessException(Diagnostic diagnostic, Exception? inner = null)
        : base(diagnostic.Text, inner) =>
        Diagnostic = diagnostic;

    internal PerfHarnessException(DiagnosticCode code, string message, string? remedy = null, string? file = null, Exception? inner = null)
        : this(new Diagnostic(code, Severity.Error, message, remedy, file), inner)
    {
    }

    /// <summary>Code, evidence and remedy.</summary>
    public Diagnostic Diagnostic { get; }
}
