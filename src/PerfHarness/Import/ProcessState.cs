using PerfHarness.Profiles;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Jit;
using PerfHarness.Symbols.Managed;
using PerfHarness.Symbols.Names;
using PerfHarness.Unwinding;

namespace PerfHarness.Import;

/// <summary>A process while its recording is read: its address space now, and what was learned about its addresses.</summary>
/// <param name="openJit">Finds what the process's JIT compilers left; called at the first address that needs it.</param>
/// <param name="findReturnAddresses">All addresses that the process's callchains return to, ascending; called at most once.</param>
internal sealed class ProcessState(
    int pid, Func<int, ProcessJitSymbols?> openJit, Func<ProcessState, IReadOnlyList<ulong>>? findReturnAddresses = null)
{
    private readonly AddressTable _frames = new();
    private readonly Dictionary<(ulong Address, int Reuse), FrameId[]> _reusedFrames = [];
    private readonly Dictionary<Symbol, ReadOnlyMemory<byte>> _jitCode = new(ReferenceEqualityComparer.Instance);
    private DecompressedImages? _images;
    private IReadOnlyList<ulong>? _returnAddresses;
    private ProcessJitSymbols? _jit;
    private bool _jitOpened;
    private bool _isPlaced;
    private int _checkedMappings;
    private bool _hasReuse;
    private ulong _nextReuse = ulong.MaxValue;
    private int _spaceVersion = -1;
    private int _resets;
    // Grows when an address that was looked up since it last grew may hold other code of the JIT from now on.
    private int _reuseVersion;
    private ulong _time;

    public int Pid { get; } = pid;

    public AddressSpace AddressSpace { get; } = new();

    /// <summary>A sample of it was seen: what it maps will probably be asked for names.</summary>
    public bool IsSampled { get; set; }

    /// <summary>The process left a perf map or a jitdump. Known only after the first lookup.</summary>
    public bool HasJit => _jit is not null;

    /// <summary>What the process left lists code, but none where the process has memory that a JIT writes code into.</summary>
    public bool HasForeignJit => _jit is { Count: > 0 } && !HasPlacedJit() && AddressSpace.Mappings.Any(m => m.Image.IsJit);

    /// <summary>Where the process's perf map or jitdump was found.</summary>
    public string? JitPath => _jit?.Path;

    /// <summary>The process began to write a file that describes its code: what was looked up in vain is looked up again.</summary>
    public void SearchJitAgain()
    {
        if (_jitOpened && _jit is null)
        {
            (_jitOpened, _spaceVersion) = (false, -1);
        }
    }

    /// <summary>What the process's JIT says is at the address now, or null.</summary>
    public Symbol? FindJitSymbol(ulong address)
    {
        if (!_jitOpened)
        {
            _jitOpened = true;
            _jit = openJit(Pid);
            _hasReuse = _jit is { HasReuse: true };
            _frames.Clear();
            _reuseVersion++;
            HasPlacedJit();
        }

        var symbol = _time == 0 ? _jit?.Find(address) : _jit?.Find(address, _time);
        _isPlaced |= symbol is not null;
        return symbol;
    }

    /// <summary>The generated function at the address, for unwinding; null where none is listed.</summary>
    public GeneratedFunction? FindGeneratedFunction(ulong address)
    {
        if (FindJitSymbol(address) is not { } symbol)
        {
            return null;
        }

        if (!_jitCode.TryGetValue(symbol, out var code))
        {
            _jitCode.Add(symbol, code = ReadJitCode(symbol).Bytes);
        }

        return new GeneratedFunction(symbol.Start, symbol.Name.Module == RuntimeStubs.Module, code);
    }

    /// <summary>The source line of generated code, where the process's jitdump has lines.</summary>
    public SourcePosition? FindJitLine(ulong address) => _jit?.FindLine(address);

    /// <summary>The code of a function that <see cref="FindJitSymbol"/> gave.</summary>
    public MachineCode ReadJitCode(Symbol symbol) =>
        _jit?.ReadCode(symbol) ?? MachineCode.CreateMissing("the process left no perf map and no jitdump");

    /// <summary>See <see cref="ProcessJitSymbols.FindUnlistedStub"/>: only for memory that a JIT writes code into.</summary>
    public Symbol? FindUnlistedStub(ulong address, in Mapping mapping) =>
        HasPlacedJit() ? _jit!.FindUnlistedStub(address, mapping, AddressSpace.Mappings) : null;

    /// <summary>The process left a perf map or a jitdump that lists code where the process has some mapped: one that does not is
    /// another process's.</summary>
    public bool HasPlacedJit()
    {
        var mappings = AddressSpace.Mappings;
        if (!_isPlaced && _jit is not null && mappings.Count != _checkedMappings)
        {
            _isPlaced = _jit.HasCodeIn(mappings);
            // What was not named before is looked up anew.
            _spaceVersion = _isPlaced && _checkedMappings > 0 ? -1 : _spaceVersion;
            _checkedMappings = mappings.Count;
        }

        return _isPlaced;
    }

    /// <summary>The assembly of a compressed single-file application that the memory holds.</summary>
    public DecompressedImage FindImage(BundleSource bundle, in Mapping mapping)
    {
        _images ??= new DecompressedImages(() => _returnAddresses ??= findReturnAddresses?.Invoke(this) ?? []);
        return _images.Find(bundle, mapping, AddressSpace.Mappings);
    }

    /// <summary>Goes on to the time (CLOCK_MONOTONIC, ns; 0 where the recording has another clock).</summary>
    public void AdvanceTo(ulong time)
    {
        _time = time;
        if (time >= _nextReuse)
        {
            _nextReuse = ulong.MaxValue;
            _reuseVersion++;
        }
    }

    /// <summary>Where a JIT used memory again: distinguishes what was at the address at different times. -1 for any other
    /// address, which is nearly always.</summary>
    public int FindReuse(ulong address)
    {
        if (!_hasReuse || _time == 0)
        {
            return -1;
        }

        var reuse = _jit!.FindReuse(address, _time, out var nextTime);
        _nextReuse = Math.Min(_nextReuse, nextTime);
        return reuse;
    }

    /// <summary>Says what the process's addresses mean now: while it stays, equal callchains of the process have one stack.</summary>
    public long Version
    {
        get
        {
            DropOutdated();
            return ((long)_resets << 32) | (uint)_reuseVersion;
        }
    }

    public FrameId[]? FindCached(ulong address)
    {
        DropOutdated();
        // Code that was reused is not among the frames by address alone.
        return _frames.Find(address) ?? (FindReuse(address) is >= 0 and var reuse ? _reusedFrames.GetValueOrDefault((address, reuse)) : null);
    }

    public void Cache(ulong address, FrameId[] frames)
    {
        if (FindReuse(address) is >= 0 and var reuse)
        {
            _reusedFrames[(address, reuse)] = frames;
        }
        else
        {
            _frames.Add(address, frames);
        }
    }

    private void DropOutdated()
    {
        if (_spaceVersion != AddressSpace.Version)
        {
            _spaceVersion = AddressSpace.Version;
            _resets++;
            _frames.Clear();
            _reusedFrames.Clear();
        }
    }
}
