namespace PerfHarness.Formats.Diagnostics;

/// <summary>How much a <see cref="Diagnostic"/> matters. Only an <see cref="Error"/> ends the work that met it.</summary>
public enum Severity
{
    Info,
    Warning,
    Error,
}
