using System.Numerics;
using System.Runtime.CompilerServices;

namespace Workloads;

/// <summary>A few tight loops: matrices, sorting, a sieve, large integers.</summary>
internal static class Numbers
{
    private const int Size = 120;

    public static double Run(int rounds, int tuned)
    {
        var (a, b, c) = (new double[Size * Size], new double[Size * Size], new double[Size * Size]);
        for (var i = 0; i < a.Length; i++)
        {
            (a[i], b[i]) = (i % 7, i % 5);
        }

        var sum = 0.0;
        for (var i = 0; i < rounds; i++)
        {
            Multiply(a, b, c);
            sum += c[i % c.Length];
            var values = Enumerable.Range(0, 20_000).Select(n => n * 7919 % 10_007).ToArray();
            Array.Sort(values);
            sum += values[5] + (double)(BigInteger.Pow(3, 400) % 1_000_003) + Tuned(60_000 * tuned / 1000);
        }

        return sum;
    }

    private static void Multiply(double[] a, double[] b, double[] c)
    {
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < Size; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < Size; k++)
                {
                    sum += a[(i * Size) + k] * b[(k * Size) + j];
                }

                c[(i * Size) + j] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Tuned(int limit)
    {
        var (composite, primes) = (new bool[limit], 0);
        for (var i = 2; i < limit; i++)
        {
            if (!composite[i])
            {
                primes++;
                for (var j = (long)i * i; j < limit; j += i)
                {
                    composite[j] = true;
                }
            }
        }

        return primes;
    }
}
