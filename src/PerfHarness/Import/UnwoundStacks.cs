using System.Runtime.InteropServices;
using PerfHarness.Diagnostics;
using PerfHarness.PerfData;
using PerfHarness.PerfScript;
using PerfHarness.Processes;

namespace PerfHarness.Import;

/// <summary>
/// The callchains that perf itself unwinds from a recording with copies of the stack (<c>--call-graph dwarf</c>), taken from
/// the text of <c>perf script</c>: addresses only, so that all naming stays ours. Chains are kept once each, by thread and time.
/// </summary>
internal sealed class UnwoundStacks
{
    private readonly Dictionary<(int Tid, long Time), int> _chainOf = [];
    private readonly Dictionary<string, int> _known = [];
    private readonly List<ulong[]> _chains = [];

    /// <summary>Null, with a diagnostic, where perf is missing or cannot unwind the file.</summary>
    public static UnwoundStacks? Read(string path, DiagnosticBag diagnostics)
    {
        var stacks = new UnwoundStacks();
        var scriptDiagnostics = new DiagnosticBag();
        var errors = new OutputBuffer();
        var command = Command.Wrap("perf")
            .WithArguments(["script", "--force", "-i", Path.GetFullPath(path), "--no-inline", "--ns", "-F", "comm,pid,tid,time,event,ip"])
            .WithStandardOutput(OutputTarget.Reader(stream => PerfScriptReader.Read(stream, stacks.Add, scriptDiagnostics, "perf script")))
            .WithStandardError(errors.Target);
        try
        {
            command.ExecuteAsync().GetAwaiter().GetResult();
        }
        catch (CommandException e)
        {
            diagnostics.Warn(DiagnosticCodes.StacksWithoutUnwinder, $"'{path}' was recorded with --call-graph dwarf, and perf could not unwind it: {e.Message} {errors}",
                "Install perf on this machine, or record with --call-graph fp. Only the innermost user frame of each sample is shown.", path);
            return null;
        }

        diagnostics.Info(DiagnosticCodes.StacksFromPerfScript, $"'{path}': the stacks of this --call-graph dwarf recording were unwound by 'perf script'; names are ours.",
            "Frames of JIT code end such a stack; --call-graph fp reaches further in .NET programs.", path);
        return stacks;
    }

    /// <summary>The sample's chain in the form of a recorded one, with context markers; empty where perf gave none.</summary>
    public ReadOnlySpan<ulong> Find(int tid, ulong time) =>
        _chainOf.TryGetValue((tid, (long)time), out var index) ? _chains[index] : default;

    private void Add(PerfScriptSample sample)
    {
        if (sample.Frames.Count == 0 || sample.Time < 0)
        {
            return;
        }

        var chain = new List<ulong>(sample.Frames.Count + 2);
        ulong context = 0;
        foreach (var frame in sample.Frames)
        {
            var here = frame.Address > long.MaxValue ? CallchainContext.Kernel : CallchainContext.User;
            if (here != context)
            {
                context = here;
                chain.Add(here);
                chain.Add(frame.Address);
            }
            else
            {
                // perf prints a caller unwound from user space one byte before its return address already.
                chain.Add(here == CallchainContext.User ? frame.Address + 1 : frame.Address);
            }
        }

        _chainOf[(sample.Tid, sample.Time)] = Intern(CollectionsMarshal.AsSpan(chain));
    }

    private int Intern(ReadOnlySpan<ulong> chain)
    {
        var key = new string(MemoryMarshal.Cast<ulong, char>(chain));
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, key, out var exists);
        if (!exists)
        {
            index = _chains.Count;
            _chains.Add(chain.ToArray());
        }

        return index;
    }
}
