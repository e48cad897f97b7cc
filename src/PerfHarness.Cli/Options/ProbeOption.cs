using System.CommandLine;
using PerfHarness.Cli.Hosting;
using PerfHarness.Recording;
using PerfHarness.Recording.Probes;

namespace PerfHarness.Cli.Options;

/// <summary><c>--probe</c>: functions whose calls become events, as long as the verb works.</summary>
internal sealed class ProbeOption
{
    private readonly Option<string[]> _probes = new("--probe")
    {
        HelpName = "file:function",
        Description = "Add a probe at a function's start (FILE:FUNC+0x10 for an offset, FILE:FUNC%return for its return), as in "
            + "'libc.so.6:malloc size=$arg1', and remove it afterwards. FILE is a path, a program or a library; 'kernel' for the "
            + "kernel's functions. Needs root (may be repeated).",
    };

    public void AddTo(Command command) => command.Add(_probes);

    /// <summary>Adds the probes; disposing of the result removes them.</summary>
    /// <param name="command">Its working directory and libraries are where files are looked for; null if there is none.</param>
    public Task<ProbeSession> AddProbesAsync(
        ParseResult parsed, Terminal terminal, CommandTarget? command, IReadOnlyList<int> pids, CancellationToken cancellation)
    {
        var context = new ProbeContext { WorkingDirectory = command?.WorkingDirectory, Pids = pids };
        if (command?.Environment is { } environment)
        {
            context = context with
            {
                SearchPath = environment.GetValueOrDefault("PATH", context.SearchPath),
                LibraryPath = environment.GetValueOrDefault("LD_LIBRARY_PATH", context.LibraryPath),
            };
        }

        var specifications = (parsed.GetValue(_probes) ?? []).Select(ProbeSpecification.Parse).ToList();
        if (specifications.Count > 0)
        {
            // What is left behind counts calls as well, and slows them down.
            Leftovers.Remove();
        }

        return ProbeSession.AddAsync(specifications, context, terminal.Report, cancellation);
    }
}
