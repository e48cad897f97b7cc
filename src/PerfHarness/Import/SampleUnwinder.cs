using System.Globalization;
using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfData;
using PerfHarness.Formats.Unwinding;
using PerfHarness.Symbols.Resolution;
using PerfHarness.Unwinding;

namespace PerfHarness.Import;

/// <summary>
/// Makes callchains of samples that have a copy of registers and stack instead (<c>--call-graph dwarf</c>): the kernel's part as it was
/// recorded, and the unwound part of user space.
/// </summary>
internal sealed class SampleUnwinder
{
    private readonly PerfDataFile _file;
    private readonly UnwindMachine? _machine;
    private readonly StackUnwinder _unwinder;
    private readonly Dictionary<ProcessState, UnwoundProcess> _processes = [];
    private readonly Dictionary<string, long> _missingFiles = new(StringComparer.Ordinal);
    private readonly List<ulong> _chain = [];
    private long _unwound;
    private long _notUnwound;

    private SampleUnwinder(PerfDataFile file, SymbolResolver symbols) =>
        (_file, _machine, _unwinder) = (file, FindMachine(file), new StackUnwinder(symbols));

    /// <summary>Null where samples have no copy of the stack.</summary>
    public static SampleUnwinder? Create(PerfDataFile file, SymbolResolver symbols) =>
        file.Attributes.Any(a => a.StackCopySize > 0) ? new SampleUnwinder(file, symbols) : null;

    /// <summary>The sample's callchain, valid until the next call; false where it has no user part that can be unwound.</summary>
    public bool TryUnwind(ProcessState process, in SampleRecord sample, out ReadOnlySpan<ulong> chain, out StackEnd end)
    {
        chain = default;
        end = StackEnd.Broken;
        if (sample.UserRegisters.IsEmpty)
        {
            return false;
        }

        if (_machine is null || !sample.Is64Bit)
        {
            _notUnwound++;
            return false;
        }

        _chain.Clear();
        foreach (var entry in sample.Callchain)
        {
            if (entry == CallchainContext.User)
            {
                break;
            }

            _chain.Add(entry);
        }

        end = _unwinder.Unwind(sample, _file.Attributes[sample.EventIndex].UserRegisterMask, _machine, GetProcess(process), _chain);
        chain = CollectionsMarshal.AsSpan(_chain);
        _unwound++;
        if (_unwinder.MissingFile is { } missing)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_missingFiles, missing, out _)++;
        }

        return true;
    }

    /// <summary>Reports what could not be unwound, and why.</summary>
    public void Report(DiagnosticBag diagnostics)
    {
        if (_notUnwound > 0)
        {
            diagnostics.Warn(DiagnosticCodes.StacksWithoutUnwinder,
                string.Create(CultureInfo.InvariantCulture,
                    $"'{_file.Path}': {_notUnwound} samples have no callers in user space: only 64-bit x86 and ARM code is unwound"),
                "Record with --call-graph fp.", _file.Path);
        }

        if (_missingFiles.Count > 0)
        {
            var files = _missingFiles.OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Key).ToList();
            var others = files.Count > 3 ? string.Create(CultureInfo.InvariantCulture, $" and {files.Count - 3} more") : "";
            diagnostics.Warn(DiagnosticCodes.SymbolFileMissing,
                string.Create(CultureInfo.InvariantCulture,
                    $"'{_file.Path}': {_missingFiles.Values.Sum() * 100.0 / _unwound:0.00} % of the stacks end in files that are missing here "
                        + $"or were replaced: {string.Join(", ", files.Take(3))}{others}"),
                "Report on the machine of the recording, or name a folder with these files with --symbols.", _file.Path);
        }
    }

    private UnwoundProcess GetProcess(ProcessState process)
    {
        ref var unwound = ref CollectionsMarshal.GetValueRefOrAddDefault(_processes, process, out _);
        return unwound ??= new UnwoundProcess(process.AddressSpace, process.FindGeneratedFunction, () => process.Version);
    }

    // The header says; a recording that was piped may not, but its registers do.
    private static UnwindMachine? FindMachine(PerfDataFile file)
    {
        const ulong arm64ProgramCounter = 1ul << 32;
        return file.Features.Architecture is { Length: > 0 } name ? UnwindMachine.Find(name)
            : file.Attributes.Any(a => (a.UserRegisterMask & arm64ProgramCounter) != 0) ? UnwindMachine.Arm64
            : UnwindMachine.X64;
    }
}
