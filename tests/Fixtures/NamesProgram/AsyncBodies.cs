using System.Runtime.CompilerServices;

namespace Names;

internal sealed class AsyncBodies : IAsyncDisposable
{
    public async Task<long> Run()
    {
        long sum = await Value(1) + await Generic("x") + await Generic(1) + await Pooled() + await Guarded() + await Locals(2);
        await foreach (var x in Stream(3))
        {
            sum += x;
        }

        await using (new AsyncBodies())
        {
            return sum;
        }
    }

    public async ValueTask DisposeAsync() => await Task.Yield();

    private static async ValueTask<int> Value(int a)
    {
        await Task.Yield();
        return a;
    }

    private static async Task<int> Generic<T>(T a)
    {
        await Task.Yield();
        return a is null ? 1 : 2;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<int> Pooled()
    {
        await Task.Yield();
        return 1;
    }

    private static async Task<int> Guarded()
    {
        try
        {
            await Task.Yield();
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException)
        {
            await Task.Yield();
            return 1;
        }
        finally
        {
            await Task.Yield();
        }
    }

    private static async IAsyncEnumerable<int> Stream(int n, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (var i = 0; i < n; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    private static async Task<int> Locals(int a)
    {
        async Task<int> Local(int b)
        {
            await Task.Yield();
            return a + b;
        }

        async IAsyncEnumerable<int> LocalStream()
        {
            await Task.Yield();
            yield return a;
        }

        Func<int, Task<int>> lambda = async x =>
        {
            await Task.Yield();
            Func<Task<int>> inner = async () =>
            {
                await Task.Yield();
                return a;
            };
            return x + await inner();
        };
        var sum = await Local(1) + await lambda(2);
        await foreach (var x in LocalStream())
        {
            sum += x;
        }

        return sum;
    }
}
