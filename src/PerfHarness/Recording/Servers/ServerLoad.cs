using PerfHarness.Processes;

namespace PerfHarness.Recording.Servers;

/// <summary>
/// What a command is that never ends by itself: a server, which is started, waited for, put under a load and stopped. It is
/// recorded while the load runs.
/// </summary>
/// <param name="Program">Of the load: a path, or a name that is looked up in PATH.</param>
/// <param name="Arguments">Of the load; no shell sees them.</param>
internal sealed record ServerLoad(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>What container runtimes and service managers send.</summary>
    public const int DefaultStopSignal = Signals.Terminate;

    /// <summary>When the load may begin.</summary>
    public required Readiness Readiness { get; init; }

    /// <summary>Asks the server to end.</summary>
    public int StopSignal { get; init; } = DefaultStopSignal;

    /// <summary>How long the server may take to end after that, before it is terminated.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Of the load, whatever the server's is; null for ours.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The load's command line as typed in a shell.</summary>
    public override string ToString() => ShellText.Join([Program, .. Arguments]);
}
