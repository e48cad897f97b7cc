namespace PerfHarness.Recording.Probes;

/// <summary>Where files of probes are looked for.</summary>
internal sealed record ProbeContext
{
    /// <summary>Of the command, where there is one: a relative path starts there, or here.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>PATH and LD_LIBRARY_PATH of the command.</summary>
    public string? SearchPath { get; init; } = Environment.GetEnvironmentVariable("PATH");

    public string? LibraryPath { get; init; } = Environment.GetEnvironmentVariable("LD_LIBRARY_PATH");

    /// <summary>Running processes that are recorded: a library is the one that they have loaded.</summary>
    public IReadOnlyList<int> Pids { get; init; } = [];
}
