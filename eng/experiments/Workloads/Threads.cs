using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Workloads;

/// <summary>All processors at once, with so much garbage that the collector is always busy.</summary>
internal static class Threads
{
    public static double Run(int rounds, int tuned)
    {
        var sum = 0L;
        var seen = new ConcurrentDictionary<int, string>();
        for (var i = 0; i < rounds; i++)
        {
            Parallel.For(0, 64, j =>
            {
                var blocks = new List<byte[]>();
                for (var k = 0; k < 200; k++)
                {
                    blocks.Add(new byte[200 + k]);
                    seen[((j * 31) + k) % 5000] = k.ToString(CultureInfo.InvariantCulture);
                }

                Interlocked.Add(ref sum, Tuned(blocks, 1_000 * tuned / 1000));
            });
        }

        return sum + seen.Count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Tuned(List<byte[]> blocks, int steps)
    {
        var sum = 0L;
        for (var i = 0; i < steps; i++)
        {
            var block = blocks[i % blocks.Count];
            sum += block[i % block.Length] ^ i;
        }

        return sum & 1;
    }
}
