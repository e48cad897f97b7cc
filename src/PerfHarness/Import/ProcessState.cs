using PerfHarness.Profiles;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Jit;

namespace PerfHarness.Import;

/// <summary>A process while its recording is read: its address space now, and what was learned about its addresses.</summary>
/// <param name="openJit">Finds what the process's JIT compilers left; called at the first address that needs it.</param>
internal sealed class ProcessState(int pid, Func<int, ProcessJitSymbols?> openJit)
{
    private readonly Dictionary<ulong, FrameId[]> _frames = [];
    private ProcessJitSymbols? _jit;
    private bool _jitOpened;
    private ulong _nextReuse = ulong.MaxValue;
    private int _reuses;
    private int _version = -1;
    private int _root;
    private ulong _time;

    public int Pid { get; } = pid;

    public AddressSpace Space { get; } = new();

    /// <summary>The process left a perf map or a jitdump. Only told once an address asked for it.</summary>
    public bool HasJit => _jit is not null;

    /// <summary>What the process's JIT says is at the address now, or null.</summary>
    public Symbol? FindJit(ulong address)
    {
        if (!_jitOpened)
        {
            _jitOpened = true;
            _jit = openJit(Pid);
            Reach(_time);
        }

        return _time == 0 ? _jit?.Find(address) : _jit?.Find(address, _time);
    }

    /// <summary>See <see cref="ProcessJitSymbols.FindUnlistedStub"/>: only for memory that a JIT writes code into.</summary>
    public Symbol? FindUnlistedStub(ulong address, in Mapping mapping) => _jit?.FindUnlistedStub(address, mapping);

    /// <summary>Goes on to the time (CLOCK_MONOTONIC, ns; 0 where the recording has another clock).</summary>
    public void Reach(ulong time)
    {
        _time = time;
        if (_jitOpened && (time >= _nextReuse || _reuses == 0))
        {
            PassReuses(time);
        }
    }

    /// <summary>The node under which this process's callchains stand now; a new one whenever an address may mean something else.</summary>
    public int Root(AddressTrie trie)
    {
        if (_version != Space.Version)
        {
            _version = Space.Version;
            _root = trie.AddRoot();
            _frames.Clear();
        }

        return _root;
    }

    public FrameId[]? Remembered(ulong address) => _frames.GetValueOrDefault(address);

    public void Remember(ulong address, FrameId[] frames) => _frames[address] = frames;

    // The JIT used memory again that had held another method.
    private void PassReuses(ulong time)
    {
        var times = _jit?.Reuses ?? [];
        var before = _reuses;
        while (_reuses < times.Count && times[_reuses] <= time)
        {
            _reuses++;
        }

        _nextReuse = _reuses < times.Count ? times[_reuses] : ulong.MaxValue;
        if (_reuses > before)
        {
            Space.Invalidate();
        }
    }
}
