using System.Collections;

namespace Names;

internal static class Iterators
{
    public static int Run()
    {
        var sum = 0;
        foreach (var x in Plain(3))
        {
            sum += x;
        }

        foreach (var x in Generic(3, "x"))
        {
            sum += x;
        }

        foreach (var x in Guarded(3))
        {
            sum += x;
        }

        foreach (int x in (IEnumerable)new Custom())
        {
            sum += x;
        }

        foreach (var x in (IEnumerable<int>)new Custom())
        {
            sum += x;
        }

        IEnumerable<int> Local()
        {
            yield return sum;
        }

        return sum + Local().Count();
    }

    private static IEnumerable<int> Plain(int n)
    {
        for (var i = 0; i < n; i++)
        {
            yield return i;
        }
    }

    private static IEnumerable<int> Generic<T, U>(T t, U u)
    {
        yield return t is null ? 1 : 2;
    }

    private static IEnumerable<int> Guarded(int n)
    {
        try
        {
            yield return n;
        }
        finally
        {
            n++;
        }
    }

    private struct Custom : IEnumerable<int>
    {
        IEnumerator<int> IEnumerable<int>.GetEnumerator()
        {
            yield return 1;
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            yield return 2;
        }
    }
}
