using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Workloads;

/// <summary>A producer and a consumer: state machines, continuations, threads that wait for each other.</summary>
internal static class Channels
{
    public static async Task<double> RunAsync(int rounds, int tuned)
    {
        var channel = Channel.CreateBounded<int>(64);
        var producer = Task.Run(async () =>
        {
            for (var i = 0; i < rounds * 1000; i++)
            {
                await channel.Writer.WriteAsync(i);
            }

            channel.Writer.Complete();
        });
        var sum = 0.0;
        await foreach (var item in channel.Reader.ReadAllAsync())
        {
            sum += await StepAsync(item, tuned);
        }

        await producer;
        return sum;
    }

    private static async ValueTask<long> StepAsync(int item, int tuned)
    {
        if (item % 100 == 0)
        {
            await Task.Yield();
        }

        return item % 10 == 0 ? Tuned(item, 200 * tuned / 1000) : item & 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Tuned(int seed, int steps)
    {
        long hash = seed;
        for (var i = 0; i < steps; i++)
        {
            hash = (hash * 6364136223846793005L) + 1442695040888963407L;
        }

        return hash & 3;
    }
}
