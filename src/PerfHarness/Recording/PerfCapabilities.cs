using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording;

/// <summary>What perf can do on this machine, in this container, for this user.</summary>
internal sealed record PerfCapabilities
{
    /// <summary>Samples CPU time by the kernel's own timer: works wherever perf does.</summary>
    public const string ClockEvent = "cpu-clock";

    /// <summary>The processor's cycle counter.</summary>
    public const string CyclesEvent = "cycles";

    /// <summary>In the order in which one thing depends on another.</summary>
    public required IReadOnlyList<CapabilityCheck> Checks { get; init; }

    /// <summary>Absolute path, or null where there is no perf.</summary>
    public string? PerfPath { get; init; }

    /// <summary>Such as <c>6.1.187</c>.</summary>
    public string? PerfVersion { get; init; }

    /// <summary>The processor's counters count.</summary>
    public bool HasHardwareCounters { get; init; }

    /// <summary>Samples inside the kernel are allowed.</summary>
    public bool CanSampleKernel { get; init; }

    /// <summary>Highest sampling frequency that the kernel accepts, or null where it does not say.</summary>
    public int? MaxFrequency { get; init; }

    /// <summary>What is recorded where the user names no event.</summary>
    public string DefaultEvent => HasHardwareCounters ? CyclesEvent : ClockEvent;

    public bool CanProfile => Checks.All(check => check.State != CapabilityState.Impossible);

    /// <summary>What was found short of ok, as a recording should mention it.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => [.. Checks.Select(check => check.ToDiagnostic()).OfType<Diagnostic>()];

    /// <exception cref="PerfHarnessException">Profiling is impossible here: the first reason with its remedy.</exception>
    public void ThrowIfImpossible()
    {
        if (Checks.FirstOrDefault(check => check.State == CapabilityState.Impossible)?.ToDiagnostic() is { } diagnostic)
        {
            throw new PerfHarnessException(diagnostic with { Message = $"Profiling is impossible here: {diagnostic.Message}" });
        }
    }

    public static Task<PerfCapabilities> ProbeAsync(CancellationToken cancellation = default) => ProbeAsync(HostEnvironment.ReadCurrent(), cancellation);

    internal static Task<PerfCapabilities> ProbeAsync(HostEnvironment host, CancellationToken cancellation = default) =>
        new CapabilityProbe(host).RunAsync(cancellation);
}
