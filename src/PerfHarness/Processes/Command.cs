using System.Collections;

namespace PerfHarness.Processes;

/// <summary>
/// An immutable description of a process to start, apart from its execution. Arguments are a list and stay one: nothing
/// is quoted, split or seen by a shell. Every process gets a separate session, so that everything that it starts can be
/// found again and none of it outlives the execution (see <see cref="ProcessTree"/>). Its standard input is empty.
/// </summary>
internal sealed record Command
{
    private Command(string program) => Program = program;

    /// <summary>A path, or a name that is looked up in the PATH that the process will have.</summary>
    public string Program { get; private init; }

    public IReadOnlyList<string> Arguments { get; private init; } = [];

    /// <summary>Variables set (or, where null, removed) on top of our own environment.</summary>
    public IReadOnlyDictionary<string, string?> EnvironmentChanges { get; private init; } = new Dictionary<string, string?>();

    public string? WorkingDirectory { get; private init; }

    /// <summary>Processors that it may run on; null for ours.</summary>
    public CpuSet? Cpus { get; private init; }

    public OutputTarget StandardOutput { get; private init; } = OutputTarget.Discard;

    public OutputTarget StandardError { get; private init; } = OutputTarget.Discard;

    /// <summary>How long a cancelled process may take after SIGINT, and again after SIGTERM, before SIGKILL.</summary>
    public TimeSpan GracePeriod { get; private init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether an exit code other than 0 is an exception.</summary>
    public bool ChecksExitCode { get; private init; } = true;

    /// <summary>What to do if it fails.</summary>
    public string? Remedy { get; private init; }

    public static Command Create(string program) => new(program);

    public Command WithProgram(string program) => this with { Program = program };

    public Command WithArguments(IEnumerable<string> arguments) => this with { Arguments = [.. arguments] };

    public Command WithEnvironment(IEnumerable<KeyValuePair<string, string?>> changes)
    {
        var all = new Dictionary<string, string?>(EnvironmentChanges);
        foreach (var (name, value) in changes)
        {
            all[name] = value;
        }

        return this with { EnvironmentChanges = all };
    }

    public Command WithWorkingDirectory(string? path) => this with { WorkingDirectory = path };

    public Command WithCpus(CpuSet? cpus) => this with { Cpus = cpus };

    public Command WithStandardOutput(OutputTarget target) => this with { StandardOutput = target };

    public Command WithStandardError(OutputTarget target) => this with { StandardError = target };

    public Command WithGracePeriod(TimeSpan period) => this with { GracePeriod = period };

    public Command WithExitCodeCheck(bool check) => this with { ChecksExitCode = check };

    public Command WithRemedy(string? remedy) => this with { Remedy = remedy };

    /// <summary>Our environment with the changes made.</summary>
    public IReadOnlyDictionary<string, string> GetEnvironment()
    {
        var all = new Dictionary<string, string>();
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            all[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        foreach (var (name, value) in EnvironmentChanges)
        {
            if (value is null)
            {
                all.Remove(name);
            }
            else
            {
                all[name] = value;
            }
        }

        return all;
    }

    /// <summary>The command line as typed in a shell.</summary>
    public override string ToString() => ShellText.Join([Program, .. Arguments]);
}
