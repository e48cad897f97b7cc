using PerfHarness.Symbols;

namespace PerfHarness.Unwinding;

/// <summary>A process whose stacks are unwound: what it has mapped now, and what is known of the addresses that were met.</summary>
/// <param name="findGenerated">The generated function at an address of memory without a file, or null where none is listed.</param>
internal sealed class UnwoundProcess(AddressSpace space, Func<ulong, GeneratedFunction?> findGenerated)
{
    private readonly Dictionary<ulong, CodeAtAddress> _code = [];
    private int _version = -1;

    public AddressSpace Space { get; } = space;

    public GeneratedFunction? FindGenerated(ulong address) => findGenerated(address);

    /// <summary>What was found at the address since the mappings last changed.</summary>
    public CodeAtAddress? FindCached(ulong address)
    {
        if (_version != Space.Version)
        {
            _version = Space.Version;
            _code.Clear();
        }

        return _code.GetValueOrDefault(address);
    }

    public void Cache(ulong address, CodeAtAddress code) => _code[address] = code;
}
