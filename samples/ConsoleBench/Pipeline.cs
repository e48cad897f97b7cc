using System.Threading.Channels;

namespace ConsoleBench;

/// <summary>Passes lines in batches to workers on the thread pool, which hash them.</summary>
/// <param name="slow">Hashes each line three times.</param>
internal sealed class Pipeline(int workers, bool slow)
{
    private const int BatchSize = 25;

    public async Task<long> RunAsync(string[] lines)
    {
        var batches = Channel.CreateBounded<ArraySegment<string>>(8);
        var sums = Enumerable.Range(0, workers).Select(_ => Task.Run(() => HashBatchesAsync(batches.Reader))).ToArray();
        for (var start = 0; start < lines.Length; start += BatchSize)
        {
            await batches.Writer.WriteAsync(new ArraySegment<string>(lines, start, Math.Min(BatchSize, lines.Length - start)));
        }

        batches.Writer.Complete();
        return (await Task.WhenAll(sums)).Sum();
    }

    private async Task<long> HashBatchesAsync(ChannelReader<ArraySegment<string>> batches)
    {
        var sum = 0L;
        await foreach (var batch in batches.ReadAllAsync())
        {
            foreach (var line in batch)
            {
                var hash = Hash(line);
                if (slow)
                {
                    hash = hash == Hash(line) ? Hash(line) : 0;
                }

                sum += hash & 0xffff;
            }

            await Task.Yield();
        }

        return sum;
    }

    private static uint Hash(string line)
    {
        var hash = 2166136261u;
        for (var pass = 0; pass < 4; pass++)
        {
            foreach (var c in line)
            {
                hash = (hash ^ c) * 16777619u;
            }
        }

        return hash;
    }
}
