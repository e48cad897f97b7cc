using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfData;
using PerfHarness.Formats.PerfScript;
using PerfHarness.Processes;
using PerfHarness.Symbols;

namespace PerfHarness.Import;

/// <summary>
/// The callchains that perf itself unwinds from a recording with copies of the stack (<c>--call-graph dwarf</c>), taken from
/// the text of <c>perf script</c>: addresses only, so that symbols are resolved by PerfHarness. Depending on its version perf prints an
/// address of the process, or an offset into the mapped file; with the file's name the mappings show which
/// of the moment. Chains are kept once each, by thread and time.
/// </summary>
internal sealed class UnwoundStacks
{
    private readonly Dictionary<(int Tid, long Time), int> _chainIndexes = [];
    private readonly Dictionary<string, int> _knownChains = [];
    private readonly List<UnwoundFrame[]> _chains = [];
    private readonly List<string> _images = [];
    private readonly Dictionary<string, int> _imageIndexes = [];

    /// <summary>What perf prints of a frame. Image is a row of the list of names.</summary>
    private readonly record struct UnwoundFrame(ulong Address, long ImageIndex);

    /// <summary>Null, with a diagnostic, where perf is missing or cannot unwind the file.</summary>
    public static UnwoundStacks? Read(string path, DiagnosticBag diagnostics)
    {
        var stacks = new UnwoundStacks();
        var scriptDiagnostics = new DiagnosticBag();
        var errors = new OutputBuffer();
        var command = Command.Create("perf")
            .WithArguments(["script", "--force", "-i", Path.GetFullPath(path), "--no-inline", "--ns", "-F", "comm,pid,tid,time,event,ip,dso"])
            .WithStandardOutput(OutputTarget.Reader(stream => PerfScriptReader.Read(stream, stacks.Add, scriptDiagnostics, "perf script")))
            .WithStandardError(errors.Target);
        try
        {
            command.ExecuteAsync().GetAwaiter().GetResult();
        }
        catch (CommandException e)
        {
            diagnostics.Warn(DiagnosticCodes.StacksWithoutUnwinder,
                $"'{path}' was recorded with --call-graph dwarf, but perf could not unwind its stacks: {e.Message} {errors}",
                "Install perf on this machine, or record with --call-graph fp. Only the innermost user frame of each sample is shown.", path);
            return null;
        }

        diagnostics.Info(DiagnosticCodes.StacksFromPerfScript,
            $"'{path}': the DWARF stacks were unwound by 'perf script'; symbols were resolved by perfharness",
            "Such stacks end at the first JIT frame; --call-graph fp gives complete stacks for .NET programs.", path);
        return stacks;
    }

    /// <summary>The sample's chain in the form of a recorded one, with context markers; empty where perf gave none.</summary>
    /// <param name="space">The process's mappings at the sample's time.</param>
    public ReadOnlySpan<ulong> Find(int tid, ulong time, AddressSpace space)
    {
        if (!_chainIndexes.TryGetValue((tid, (long)time), out var index))
        {
            return default;
        }

        var frames = _chains[index];
        var chain = new List<ulong>(frames.Length + 2);
        ulong context = 0;
        foreach (var place in frames)
        {
            var address = ToProcessAddress(place, space);
            var frameContext = address > long.MaxValue ? CallchainContext.Kernel : CallchainContext.User;
            if (frameContext != context)
            {
                context = frameContext;
                chain.Add(context);
                chain.Add(address);
            }
            else
            {
                // perf prints a caller unwound from user space one byte before its return address already.
                chain.Add(context == CallchainContext.User ? address + 1 : address);
            }
        }

        return CollectionsMarshal.AsSpan(chain);
    }

    private ulong ToProcessAddress(UnwoundFrame place, AddressSpace space)
    {
        var image = _images[(int)place.ImageIndex];
        if (place.Address > long.MaxValue || space.Find(place.Address) is { } at && IsMappingOf(at, image))
        {
            return place.Address;
        }

        foreach (var mapping in space.Mappings)
        {
            if (IsMappingOf(mapping, image) && place.Address >= mapping.PageOffset
                && place.Address - mapping.PageOffset < mapping.End - mapping.Start)
            {
                return mapping.Start + (place.Address - mapping.PageOffset);
            }
        }

        return place.Address;
    }

    private static bool IsMappingOf(Mapping mapping, string image) =>
        mapping.Image.Path == image || (mapping.Image.IsDeleted && image.StartsWith(mapping.Image.Path, StringComparison.Ordinal));

    private void Add(PerfScriptSample sample)
    {
        if (sample.Frames.Count == 0 || sample.Time < 0)
        {
            return;
        }

        var frames = new UnwoundFrame[sample.Frames.Count];
        for (var i = 0; i < frames.Length; i++)
        {
            frames[i] = new UnwoundFrame(sample.Frames[i].Address, GetImageIndex(sample.Frames[i].Dso ?? ""));
        }

        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_knownChains, new string(MemoryMarshal.Cast<UnwoundFrame, char>(frames)),
            out var exists);
        if (!exists)
        {
            index = _chains.Count;
            _chains.Add(frames);
        }

        _chainIndexes[(sample.Tid, sample.Time)] = index;
    }

    private int GetImageIndex(string name)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_imageIndexes, name, out var exists);
        if (!exists)
        {
            row = _images.Count;
            _images.Add(name);
        }

        return row;
    }
}
