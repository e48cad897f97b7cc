namespace PerfHarness.Profiles;

/// <summary>Where a profile was recorded, as far as the input says.</summary>
internal sealed record ProfileOrigin
{
    public static readonly ProfileOrigin Unknown = new();

    /// <summary>The input was perf.data: callers are at the call's last byte, and not where it returns to.</summary>
    public bool IsPerfData { get; init; }

    /// <summary>The input was the text of <c>perf script</c>.</summary>
    public bool IsPerfScript { get; init; }

    public string? HostName { get; init; }

    public string? OsRelease { get; init; }

    /// <summary>Machine name such as <c>x86_64</c>.</summary>
    public string? Architecture { get; init; }

    public int? Cpus { get; init; }

    public string? CpuModel { get; init; }

    public string? PerfVersion { get; init; }

    /// <summary>The recording command, one entry per argument.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];
}
