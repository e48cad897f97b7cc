using System.CommandLine;

namespace PerfHarness.Cli.Hosting;

/// <summary>One verb of the command. Its options are built only if it was called, or if the options of all verbs are needed.</summary>
internal abstract class Verb
{
    public abstract string Name { get; }

    /// <summary>One line for the list of verbs.</summary>
    public abstract string Description { get; }

    /// <summary>Names of its arguments, for the list of verbs.</summary>
    public virtual IReadOnlyList<string> Arguments => [];

    /// <summary>Examples at the end of <c>--help</c>, as typed after <c>dotnet perfharness</c>.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>The arguments after <c>--</c> are a command to start, not arguments of the verb.</summary>
    public virtual bool TakesCommand => false;

    /// <summary>The verb has processes and folders to clean up when it is interrupted.</summary>
    public virtual bool StartsProcesses => TakesCommand;

    /// <summary>Adds arguments, options and the action.</summary>
    public abstract void Configure(Command command, Invocation invocation);
}
