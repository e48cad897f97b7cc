namespace PerfHarness.Instructions;

/// <summary>Decoded instructions and the samples at each: a sample belongs to the instruction that its address is in.</summary>
/// <param name="instructions">In order of address, without gaps.</param>
/// <param name="shift">From the addresses of samples to those of the instructions.</param>
internal sealed class SampledCode(IReadOnlyList<DecodedInstruction> instructions, ulong shift)
{
    private readonly long[] _own = new long[instructions.Count];
    private readonly long[] _others = new long[instructions.Count];

    public IReadOnlyList<DecodedInstruction> Instructions => instructions;

    public long GetOwn(int index) => _own[index];

    public long GetOthers(int index) => _others[index];

    public void AddOwn(IEnumerable<(ulong Address, long Count)> samples) => Add(samples, _own);

    public void AddOthers(IEnumerable<(ulong Address, long Count)> samples) => Add(samples, _others);

    /// <summary>The instruction that begins at the address, or -1.</summary>
    public int FindStart(ulong address) => Find(address) is >= 0 and var index && instructions[index].Address == address ? index : -1;

    private void Add(IEnumerable<(ulong Address, long Count)> samples, long[] counts)
    {
        foreach (var (address, count) in samples)
        {
            if (Find(unchecked(address + shift)) is >= 0 and var index)
            {
                counts[index] += count;
            }
        }
    }

    private int Find(ulong address)
    {
        var (low, high) = (0, instructions.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = instructions[middle].Address <= address ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && address - instructions[low - 1].Address < (ulong)instructions[low - 1].Length ? low - 1 : -1;
    }
}
