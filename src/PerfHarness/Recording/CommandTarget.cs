using PerfHarness.Processes;
using PerfHarness.Recording.Servers;

namespace PerfHarness.Recording;

/// <summary>A command that we start: the benchmark.</summary>
/// <param name="Program">A path, or a name that is looked up in PATH.</param>
internal sealed record CommandTarget(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Variables set (or, where null, removed) on top of our own environment. They override what we would set ourselves.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public string? WorkingDirectory { get; init; }

    /// <summary>Processors that it may run on; perf gets the others, if there are any. Null for all.</summary>
    public CpuSet? Cpus { get; init; }

    /// <summary>Its standard output and error are discarded; otherwise they are ours.</summary>
    public bool Quiet { get; init; }

    /// <summary>It is a server, and this the load under which it is recorded; null if it ends by itself.</summary>
    public ServerLoad? Load { get; init; }

    /// <summary>Where its output goes; null as <see cref="Quiet"/> says.</summary>
    internal EchoedOutput? Output { get; init; }

    public override string ToString() => ShellText.Join([Program, .. Arguments]);

    internal Command ToCommand()
    {
        var output = Quiet ? OutputTarget.Discard : OutputTarget.Inherit;
        return Command.Create(Program).WithArguments(Arguments).WithEnvironment(Environment).WithWorkingDirectory(WorkingDirectory).WithCpus(Cpus)
            .WithStandardOutput(Output?.StandardOutput ?? output).WithStandardError(Output?.StandardError ?? output).WithExitCodeCheck(false);
    }
}
