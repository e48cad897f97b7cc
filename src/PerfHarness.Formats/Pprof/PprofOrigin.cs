namespace PerfHarness.Pprof;

/// <summary>Our own: where the profile was recorded.</summary>
public sealed record PprofOrigin
{
    public string? HostName { get; init; }

    public string? OsRelease { get; init; }

    public string? Architecture { get; init; }

    public int? Cpus { get; init; }

    public string? CpuModel { get; init; }

    public string? PerfVersion { get; init; }

    public IReadOnlyList<string> CommandLine { get; init; } = [];
}
