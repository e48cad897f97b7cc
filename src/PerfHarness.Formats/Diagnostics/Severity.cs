namespace PerfHarness.Formats.Diagnostics;

/// <summary>How much a <see cref="Diagnostic"/> matters. Only an <see cref="Error"/> ends the work that met it.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Info,

    /// <summary>Something is missing or corrupt, and the work went on without it.</summary>
    Warning,

    /// <summary>The work ended, or the verdict is a failure.</summary>
    Error,
}
