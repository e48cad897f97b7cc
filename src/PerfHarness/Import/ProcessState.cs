using PerfHarness.Profiles;
using PerfHarness.Symbols;

namespace PerfHarness.Import;

/// <summary>A process while its recording is read: its address space now, and what was learned about its addresses.</summary>
internal sealed class ProcessState(int pid)
{
    private readonly Dictionary<ulong, FrameId[]> _frames = [];
    private int _version = -1;
    private int _root;

    public int Pid { get; } = pid;

    public AddressSpace Space { get; } = new();

    /// <summary>What the process's JIT compilers say about their code, once asked for.</summary>
    public ProcessJit? Jit { get; set; }

    /// <summary>The node under which this process's callchains stand now; a new one after every change of the address space.</summary>
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
}
