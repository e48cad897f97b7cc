using System.Runtime.CompilerServices;

namespace Names;

internal static class Generics
{
    public static int Run()
    {
        var sum = new Outer<int>.Inner<string>.Deep().M(1, "a", 2.0) > 1 ? 1 : 0;
        sum += new Outer<string>.Inner<List<int>>.Deep().M("1", [1], new Dictionary<string, int[]>()).Count;
        sum += new Outer<int>.Inner<string>().Lambda("x")(1).Length + (int)new Outer<int>.Inner<double>().Lambda(1)(1);
        sum += Outer<int>.Count + Outer<string>.Count + Outer<(int, string)>.Count;
        foreach (var item in new Outer<int>.Inner<string>().Iterate(1, "x"))
        {
            sum += item.Length;
        }

        foreach (var item in new Outer<int>.Inner<double>().Iterate(1, 2))
        {
            sum += (int)item;
        }

        sum += new Outer<int>.Inner<string>().Async(1, "x").Result.Length;
        return sum + Method<int>(1) + Method("x") + Method<int?>(2) + Method(new int[2, 2]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Method<T>(T value) => new List<T> { value }.Count;
}

internal sealed class Outer<T>
{
    public static readonly int Count = Environment.ProcessorCount;

    static Outer()
    {
    }

    public sealed class Inner<U>
    {
        public IEnumerable<U> Iterate(T t, U u)
        {
            yield return u;
            yield return u;
        }

        public async Task<U> Async(T t, U u)
        {
            await Task.Yield();
            Func<U> lambda = () => u;
            return lambda();
        }

        public Func<T, U> Lambda(U u) => t => u;

        public struct Deep
        {
            [MethodImpl(MethodImplOptions.NoInlining)]
            public V M<V>(T t, U u, V v) => v;
        }
    }
}
