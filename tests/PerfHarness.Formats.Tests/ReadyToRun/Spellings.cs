using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

#pragma warning disable CA1822, CA1051, MA0053, CA1801, IDE0060, CS0649, CA2211, MA0069 // only the spelling of these members matters

namespace PerfHarness.Formats.Tests.ReadyToRun;

/// <summary>Methods whose names and signatures are unusual, for the tests that compare spellings and find source lines.</summary>
public class Spellings
{
    public ref readonly int ReadonlyReference(in int x, out string y, ref double[] z)
    {
        y = "";
        return ref x;
    }

    public static int[,] Matrix(int[][,,] jagged, string[] names) => new int[1, 1];

    public static async Task<int> Asynchronous(int n)
    {
        await Task.Yield();
        return n;
    }

    public static IEnumerable<int> Iterator(int n)
    {
        for (var i = 0; i < n; i++)
        {
            yield return i;
        }
    }

    public static Func<int, int> Lambda(int captured)
    {
        return x =>
            x + captured;
    }

    public static int LocalFunction(int n)
    {
        return Local(n);

        static int Local(int m)
        {
            return m + 1;
        }
    }

    public static void Overload(int x) => _ = x;

    public static void Overload(long x) => _ = x;

    public static void Overload(Nested.Deep<int>.Deeper<string> x) => _ = x;

    public static T Generic<T, TU>(T value, List<TU> others) => others is null ? default! : value;

    public static Spellings operator +(Spellings a, Spellings b) => a ?? b;

    public static explicit operator int(Spellings a) => a.GetHashCode();

    public static volatile int Volatile;

    public class Nested
    {
        public class Deep<T>
        {
            public class Deeper<TU>
            {
                public TU Method(T value, TU other) => value is null ? default! : other;
            }
        }
    }
}

public sealed class ExplicitOnes<T> : IEnumerable<T>, IComparable<(int A, string B)>
{
    IEnumerator<T> IEnumerable<T>.GetEnumerator()
    {
        yield break;
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    int IComparable<(int A, string B)>.CompareTo((int A, string B) other) => 0.ToString(CultureInfo.InvariantCulture).Length;
}

public record struct Point(int X, int Y);

[InlineArray(4)]
public struct Buffer4
{
    public int First;
}
