using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.PerfData;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Kernel;

/// <summary>
/// The kernel's functions at the addresses of the recording. The recorded kernel's position is known from its mapping, named
/// after a reference symbol (<c>[kernel.kallsyms]_text</c>) whose address is the page offset; kallsyms of the running
/// kernel is relocated by the difference. Programs that the kernel loaded while recording (KSYMBOL) come first, module mappings last.
/// kallsyms takes a tenth of a second to read, so it is read on another thread once the kernel's
/// place is known, and waited for at the first question: without one, nothing is said about it either.
/// </summary>
internal sealed class KernelSymbols(DiagnosticBag diagnostics, string kallsyms = "/proc/kallsyms") : ISymbolSource
{
    private const string Prefix = "[kernel.kallsyms]";
    private const string Bpf = "[bpf]";

    private readonly SortedList<ulong, Symbol> _ksymbols = [];
    private readonly SortedList<ulong, Symbol> _modules = [];
    private (string Symbol, ulong Address)? _reference;
    private readonly DiagnosticBag _held = diagnostics.CreateHeld();
    private readonly Lock _lock = new();
    private Task<KallsymsSource?>? _loading;
    private volatile bool _isLoaded;
    private KallsymsSource? _kallsyms;

    /// <summary>The recorded kernel's build id, where the recording has it.</summary>
    public BuildId? BuildId { get; set; }

    /// <summary>Why the kernel's functions have no names, with what would give them; null where kallsyms was read, or before the first
    /// <see cref="Find"/>.</summary>
    public string? UnnamedReason { get; private set; }

    /// <summary>The function at the address; null where only <c>[kernel]</c> can be said.</summary>
    public Symbol? Find(ulong address) =>
        FindCovering(_ksymbols, address) ?? GetKallsyms()?.Find(address) ?? FindCovering(_modules, address);

    public MachineCode ReadCode(Symbol symbol) =>
        KernelMemory.Read(unchecked(symbol.Start - (GetKallsyms()?.Relocation ?? 0)), symbol.Size);

    public void Map(in MmapRecord mmap)
    {
        if (mmap.Path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            _reference ??= (mmap.Path[Prefix.Length..], mmap.PageOffset);
            _loading ??= Task.Run(OpenKallsyms);
        }
        else if (KernelModuleName.TryParse(mmap.Path) is { } module && mmap.Length > 0)
        {
            _modules[mmap.Start] = new Symbol(mmap.Start, mmap.Length, new FunctionName(module, module), FrameKind.Kernel, Named: false);
        }
    }

    public void AddKsymbol(in KsymbolRecord symbol)
    {
        // What is taken away again was there while it was sampled; its memory's next user says so by a record of its own.
        if (symbol.IsUnregistered || symbol.Length == 0 || symbol.Name.Length == 0)
        {
            return;
        }

        var module = symbol.Name.StartsWith("bpf_", StringComparison.Ordinal) ? Bpf : KernelModuleName.Core;
        _ksymbols[symbol.Address] = new Symbol(symbol.Address, symbol.Length, new FunctionName(module, symbol.Name), FrameKind.Kernel);
    }

    private KallsymsSource? GetKallsyms()
    {
        if (!_isLoaded)
        {
            lock (_lock)
            {
                _kallsyms = _loading is null ? OpenKallsyms() : _loading.GetAwaiter().GetResult();
                _held.Release();
                _isLoaded = true;
            }
        }

        return _kallsyms;
    }

    private KallsymsSource? OpenKallsyms()
    {
        if (BuildId is { } recorded && KernelNotes.ReadBuildId() is { } running && !recorded.Matches(running))
        {
            UnnamedReason = "another kernel was recorded than the one that runs here: create the report on that machine";
            _held.Warn(DiagnosticCodes.BuildIdMismatch,
                $"the recording is from kernel {recorded}, but this machine runs {running}, so kernel symbols are not resolved",
                "Create the report on the machine that made the recording.");
            return null;
        }

        try
        {
            var source = KallsymsSource.Open(kallsyms);
            if (source.AreAddressesHidden)
            {
                UnnamedReason = $"{kallsyms} hides addresses: sudo sysctl -w kernel.kptr_restrict=0 kernel.perf_event_paranoid=1";
                _held.Warn(DiagnosticCodes.KernelAddressesHidden, $"{kallsyms} hides kernel addresses, so kernel symbols are not resolved",
                    "Allow them with: sudo sysctl -w kernel.kptr_restrict=0 kernel.perf_event_paranoid=1");
                return null;
            }

            var relocation = _reference is { } reference && source.FindAddress(reference.Symbol) is { } runningAddress
                ? unchecked(reference.Address - runningAddress)
                : 0;
            return relocation == 0 ? source : source.Relocate(relocation);
        }
        catch (InputException e)
        {
            UnnamedReason = e.Diagnostic.Message;
            _held.Add(e.Diagnostic with { Severity = Severity.Warning });
            return null;
        }
    }

    private static Symbol? FindCovering(SortedList<ulong, Symbol> symbols, ulong address)
    {
        var keys = symbols.Keys;
        var (low, high) = (0, keys.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = keys[middle] <= address ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && address - keys[low - 1] < symbols.Values[low - 1].Size ? symbols.Values[low - 1] : null;
    }
}
