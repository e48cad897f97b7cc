namespace PerfHarness.Recording;

/// <summary>Running processes, or the whole machine.</summary>
internal sealed record AttachTarget
{
    /// <summary>Their ids.</summary>
    public IReadOnlyList<int> Pids { get; init; } = [];

    /// <summary>Single threads.</summary>
    public IReadOnlyList<int> Tids { get; init; } = [];

    /// <summary>Processes by name: their command name (<c>/proc/PID/comm</c>) or the file name of their program.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Every process on every CPU.</summary>
    public bool AllCpus { get; init; }

    /// <summary>Every process on these CPUs (<c>0,2-3</c>).</summary>
    public string? Cpus { get; init; }

    /// <summary>Whatever runs on the CPUs is recorded.</summary>
    public bool SamplesCpus => AllCpus || Cpus is not null;

    /// <summary>A command that is not profiled, but whose end ends the recording (<c>sleep 5</c>, a load generator).</summary>
    public CommandTarget? Companion { get; init; }
}
