using System.CommandLine;

namespace PerfHarness.Cli.Hosting;

/// <summary>One verb of the command. Its options are only built when it is the one that was called, or when all are asked for.</summary>
internal abstract class Verb
{
    public abstract string Name { get; }

    /// <summary>One line for the list of verbs.</summary>
    public abstract string Description { get; }

    /// <summary>Lines that <c>--help</c> ends with, as typed after <c>dotnet perfharness</c>.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>What stands after <c>--</c> is a command to start and none of our arguments.</summary>
    public virtual bool TakesCommand => false;

    /// <summary>It has something to clean up when it is interrupted.</summary>
    public virtual bool StartsProcesses => TakesCommand;

    /// <summary>Adds arguments, options and the action.</summary>
    public abstract void Configure(Command command, Invocation invocation);
}
