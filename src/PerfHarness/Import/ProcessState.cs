using PerfHarness.Profiles;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Jit;
using PerfHarness.Symbols.Managed;

namespace PerfHarness.Import;

/// <summary>A process while its recording is read: its address space now, and what was learned about its addresses.</summary>
/// <param name="openJit">Finds what the process's JIT compilers left; called at the first address that needs it.</param>
/// <param name="findReturnAddresses">All addresses that the process's callchains return to, ascending; called at most once.</param>
internal sealed class ProcessState(int pid, Func<int, ProcessJitSymbols?> openJit, Func<int, IReadOnlyList<ulong>>? findReturnAddresses = null)
{
    private readonly Dictionary<ulong, FrameId[]> _frames = [];
    private DecompressedImages? _images;
    private IReadOnlyList<ulong>? _returnAddresses;
    private ProcessJitSymbols? _jit;
    private bool _jitOpened;
    private ulong _nextReuse = ulong.MaxValue;
    private int _appliedReuses;
    private int _version = -1;
    private int _root;
    private ulong _time;

    public int Pid { get; } = pid;

    public AddressSpace AddressSpace { get; } = new();

    /// <summary>The process left a perf map or a jitdump. Known only after the first lookup.</summary>
    public bool HasJit => _jit is not null;

    /// <summary>What the process's JIT says is at the address now, or null.</summary>
    public Symbol? FindJitSymbol(ulong address)
    {
        if (!_jitOpened)
        {
            _jitOpened = true;
            _jit = openJit(Pid);
            AdvanceTo(_time);
        }

        return _time == 0 ? _jit?.Find(address) : _jit?.Find(address, _time);
    }

    /// <summary>See <see cref="ProcessJitSymbols.FindUnlistedStub"/>: only for memory that a JIT writes code into.</summary>
    public Symbol? FindUnlistedStub(ulong address, in Mapping mapping) => _jit?.FindUnlistedStub(address, mapping);

    /// <summary>The assembly of a compressed single-file application that the memory holds.</summary>
    public DecompressedImage FindImage(BundleSource bundle, in Mapping mapping)
    {
        _images ??= new DecompressedImages(() => _returnAddresses ??= findReturnAddresses?.Invoke(Pid) ?? []);
        return _images.Find(bundle, mapping, AddressSpace.Mappings);
    }

    /// <summary>Goes on to the time (CLOCK_MONOTONIC, ns; 0 where the recording has another clock).</summary>
    public void AdvanceTo(ulong time)
    {
        _time = time;
        if (_jitOpened && (time >= _nextReuse || _appliedReuses == 0))
        {
            ApplyCodeReuse(time);
        }
    }

    /// <summary>The root of this process's callchains now; a new one whenever an address may mean something else.</summary>
    public int GetRoot(AddressTrie trie)
    {
        if (_version != AddressSpace.Version)
        {
            _version = AddressSpace.Version;
            _root = trie.AddRoot();
            _frames.Clear();
        }

        return _root;
    }

    public FrameId[]? FindCached(ulong address) => _frames.GetValueOrDefault(address);

    public void Cache(ulong address, FrameId[] frames) => _frames[address] = frames;

    // The JIT used memory again that had held another method.
    private void ApplyCodeReuse(ulong time)
    {
        var times = _jit?.ReuseTimes ?? [];
        var before = _appliedReuses;
        while (_appliedReuses < times.Count && times[_appliedReuses] <= time)
        {
            _appliedReuses++;
        }

        _nextReuse = _appliedReuses < times.Count ? times[_appliedReuses] : ulong.MaxValue;
        if (_appliedReuses > before)
        {
            AddressSpace.Invalidate();
        }
    }
}
