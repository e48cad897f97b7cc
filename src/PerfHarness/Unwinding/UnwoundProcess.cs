using PerfHarness.Symbols;

namespace PerfHarness.Unwinding;

/// <summary>A process whose stacks are unwound: what it has mapped now, and what is known of the addresses that were met.</summary>
/// <param name="findGenerated">The generated function at an address of memory without a file, or null where none is listed.</param>
/// <param name="getVersion">Changes when an address may mean something else from now on.</param>
internal sealed class UnwoundProcess(AddressSpace space, Func<ulong, GeneratedFunction?> findGenerated, Func<long> getVersion)
{
    private readonly Dictionary<ulong, CodeAtAddress> _code = [];
    private long _version = -1;

    public AddressSpace Space { get; } = space;

    public GeneratedFunction? FindGenerated(ulong address) => findGenerated(address);

    /// <summary>Forgets what is no longer true: code may have moved since the sample before.</summary>
    public void Update()
    {
        var version = getVersion();
        if (_version != version)
        {
            _version = version;
            _code.Clear();
        }
    }

    /// <summary>What was found at the address before, or null.</summary>
    public CodeAtAddress? FindCached(ulong address) => _code.GetValueOrDefault(address);

    public void Cache(ulong address, CodeAtAddress code) => _code[address] = code;
}
