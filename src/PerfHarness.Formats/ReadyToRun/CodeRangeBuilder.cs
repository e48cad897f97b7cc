using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// Which method every runtime function belongs to.
/// <code>
/// runtime functions:  A   A.funclet  A.funclet  B   C  C.funclet  A.cold
/// entry points:       A                         B   C
/// hot/cold map:                                                   A.cold → A
/// owner:              A   A          A          B   C  C          A (cold)
/// </code>
/// A function without an entry is a funclet of the one before it; or, where not all entries could be read, anybody's.
/// </summary>
internal static class CodeRangeBuilder
{
    /// <param name="hasAllEntries">No entry was lost to corruption.</param>
    /// <returns>In ascending order, without overlap; neighbors of one method are one range.</returns>
    public static List<ReadyToRunRange> Build(RuntimeFunctionTable functions, List<MethodEntry> entries, ReadOnlySpan<byte> hotColdMap,
        bool hasAllEntries, out bool isCorrupt)
    {
        isCorrupt = false;
        var owners = new int[functions.Count];
        Array.Fill(owners, -1);
        for (var i = 0; i < entries.Count; i++)
        {
            if (owners[entries[i].Function] < 0)
            {
                owners[entries[i].Function] = i;
            }
        }

        var cold = new bool[functions.Count];
        var map = new SpanReader(hotColdMap);
        while (map.Remaining >= 8)
        {
            var (coldPart, hotPart) = (map.ReadUInt32(), map.ReadUInt32());
            if (coldPart >= functions.Count || hotPart >= functions.Count || owners[hotPart] < 0)
            {
                isCorrupt = true;
                continue;
            }

            owners[coldPart] = owners[hotPart];
            cold[coldPart] = true;
        }

        var ranges = new List<ReadyToRunRange>(entries.Count);
        for (var i = 0; i < functions.Count; i++)
        {
            if (owners[i] < 0 && i > 0 && hasAllEntries)
            {
                (owners[i], cold[i]) = (owners[i - 1], cold[i - 1]);
            }

            var (begin, end) = (functions.Starts[i], functions.Ends[i]);
            if (ranges.Count > 0 && ranges[^1].Method == owners[i] && ranges[^1].IsCold == cold[i])
            {
                ranges[^1] = ranges[^1] with { Size = end - ranges[^1].Start };
            }
            else if (end > begin)
            {
                ranges.Add(new ReadyToRunRange(begin, end - begin, owners[i], cold[i]));
            }
        }

        return ranges;
    }
}
