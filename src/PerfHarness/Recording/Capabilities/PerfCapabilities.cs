using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Capabilities;

/// <summary>What perf can do on this machine, in this container, for this user.</summary>
internal sealed record PerfCapabilities
{
    /// <summary>In the order in which one thing depends on another.</summary>
    public required IReadOnlyList<CapabilityCheck> Checks { get; init; }

    /// <summary>Absolute path, or null if there is no perf.</summary>
    public string? PerfPath { get; init; }

    /// <summary>Such as <c>6.1.187</c>.</summary>
    public string? PerfVersion { get; init; }

    /// <summary>The processor's counters are available.</summary>
    public bool HasHardwareCounters { get; init; }

    /// <summary>Samples inside the kernel are allowed.</summary>
    public bool CanSampleKernel { get; init; }

    /// <summary>The event that is recorded if the user names none.</summary>
    public string DefaultEvent => HasHardwareCounters ? PerfEvents.Cycles : PerfEvents.CpuClock;

    public bool CanProfile => Checks.All(check => check.State != CapabilityState.Impossible);

    /// <exception cref="PerfHarnessException">Profiling is impossible here: the first reason with its remedy.</exception>
    public void ThrowIfImpossible()
    {
        if (Checks.FirstOrDefault(check => check.State == CapabilityState.Impossible)?.ToDiagnostic() is { } diagnostic)
        {
            throw new PerfHarnessException(diagnostic with { Message = $"Profiling is impossible here: {diagnostic.Message}" });
        }
    }

    public static Task<PerfCapabilities> ProbeAsync(CancellationToken cancellation = default) =>
        ProbeAsync(HostEnvironment.ReadCurrent(), cancellation);

    internal static async Task<PerfCapabilities> ProbeAsync(HostEnvironment host, CancellationToken cancellation = default)
    {
        var probe = new CapabilityProbe(host);
        await probe.RunAsync(cancellation).ConfigureAwait(false);
        return new PerfCapabilities
        {
            Checks = probe.Checks,
            PerfPath = probe.PerfPath,
            PerfVersion = probe.PerfVersion,
            HasHardwareCounters = probe.HasHardwareCounters,
            CanSampleKernel = probe.CanSampleKernel,
        };
    }
}
