using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording;

/// <summary>One thing that profiling depends on.</summary>
/// <param name="Name">Short: <c>perf</c>, <c>perf_event_paranoid</c>.</param>
/// <param name="Observation">What was found, with its value.</param>
/// <param name="Remedy">The exact command that mends it, or null where nothing is to mend or nothing helps.</param>
/// <param name="Code">Null where the state is <see cref="CapabilityState.Ok"/>.</param>
internal sealed record CapabilityCheck(string Name, CapabilityState State, string Observation, string? Remedy = null, DiagnosticCode? Code = null)
{
    /// <summary>Null where there is nothing to tell.</summary>
    public Diagnostic? ToDiagnostic() => State == CapabilityState.Ok || Code is not { } code
        ? null
        : new Diagnostic(code, State == CapabilityState.Impossible ? Severity.Error : Severity.Warning, $"{Name}: {Observation}.", Remedy is null ? null : $"Mend it: {Remedy}");
}
