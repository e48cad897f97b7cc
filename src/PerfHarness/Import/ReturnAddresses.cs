using PerfHarness.Formats.PerfData;

namespace PerfHarness.Import;

/// <summary>
/// Reads a perf.data once more for the addresses that a process's callchains return to: what follows a call in user code. Needed only
/// where it must be found out what code a piece of memory holds.
/// </summary>
internal static class ReturnAddresses
{
    /// <param name="unwinder">For samples with a copy of the stack; null where there are none.</param>
    /// <returns>Ascending, each once.</returns>
    public static IReadOnlyList<ulong> Read(PerfDataFile file, ProcessState process, SampleUnwinder? unwinder)
    {
        var found = new HashSet<ulong>();
        using var reader = file.ReadRecords();
        while (reader.Read())
        {
            if (reader.Type == RecordType.Sample && reader.TryGetSample(out var sample) && sample.Pid == process.Pid)
            {
                Add(unwinder is not null && unwinder.TryUnwind(process, sample, out var chain, out _) ? chain : sample.Callchain,
                    sample.CpuMode == UserMode, found);
            }
        }

        var addresses = found.ToArray();
        Array.Sort(addresses);
        return addresses;
    }

    private const int UserMode = 2;

    // The first address after a marker is the instruction that was running.
    private static void Add(ReadOnlySpan<ulong> chain, bool isUser, HashSet<ulong> found)
    {
        var isFirst = true;
        foreach (var address in chain)
        {
            if (address >= CallchainContext.Lowest)
            {
                (isUser, isFirst) = (address == CallchainContext.User, true);
            }
            else
            {
                if (isUser && !isFirst)
                {
                    found.Add(address);
                }

                isFirst = false;
            }
        }
    }
}
