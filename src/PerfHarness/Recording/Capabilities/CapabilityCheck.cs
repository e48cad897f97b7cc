using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Capabilities;

/// <summary>One thing that profiling depends on.</summary>
/// <param name="Name">Short: <c>perf</c>, <c>perf_event_paranoid</c>.</param>
/// <param name="Observation">What was found, with its value.</param>
/// <param name="Remedy">The exact command that fixes it, or null if there is nothing to fix or nothing helps.</param>
/// <param name="Code">Null if the state is <see cref="CapabilityState.Ok"/>.</param>
internal sealed record CapabilityCheck(string Name, CapabilityState State, string Observation, string? Remedy = null, DiagnosticCode? Code = null)
{
    /// <summary>Null if there is nothing to report.</summary>
    public Diagnostic? ToDiagnostic() => State == CapabilityState.Ok || Code is not { } code
        ? null
        : new Diagnostic(
            code,
            State == CapabilityState.Impossible ? Severity.Error : Severity.Warning,
            $"{Name}: {Observation}.",
            Remedy is null ? null : $"Fix: {Remedy}");
}
