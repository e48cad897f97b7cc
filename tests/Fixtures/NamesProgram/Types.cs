using System.Runtime.CompilerServices;

namespace Names;

internal static class Types
{
    public static int Run()
    {
        var record = new Rec(1, "b");
        var copy = record with { A = 2 };
        var (a, b) = copy;
        var sum = a + b.Length + (copy.Equals(record) ? 1 : 0) + copy.ToString().Length + (copy.GetHashCode() & 1);
        sum += new RecStruct(1, "x").ToString().Length + new FileLocal().M(1);
        MakeFinalizable();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var ops = new Ops();
        ops += ops;
        ops++;
        sum += ops;
        sum += ((string)ops).Length + (ops < ops ? 1 : 0) + checked(-ops).Value + (ops ? 1 : 0) + ops[1];
        ops.Changed += Nothing;
        ops.Changed -= Nothing;
        ops.Plain += Nothing;
        sum += "abc".WordCount + "abc".Twice(2) + "abc".Old() + string.Stat(1).Length;
        var anonymous = new { A = 1, B = "x" };
        sum += anonymous.ToString().Length + (anonymous.GetHashCode() & 1);
        IReadOnlyList<int> list = [1, 2, sum];
        IEnumerable<int> single = [5];
        sum += list.Count + (list.Contains(2) ? 1 : 0) + single.First() + Length(1, 2, 3);
        sum += Switch("delta") + Switch("alpha") + Buffer() + Catch() + new Derived().V(1) + ((IDefault)new Derived()).Default(1) + Static<Derived>(1);
        dynamic any = 3;
        sum += (int)(any + 1) + Reflect();
        return sum;
    }

    public static int Target(int a) => a;

    private static void Nothing()
    {
    }

    private static int Length(params ReadOnlySpan<int> values) => values.Length;

    private static int Static<T>(int a)
        where T : IDefault => T.Abstract(a);

    private static int Switch(string s) => s switch { "alpha" => 1, "beta" => 2, "gamma" => 3, "delta" => 4, "epsilon" => 5, "zeta" => 6, "eta" => 7, "theta" => 8, _ => 0 };

    private static int Buffer()
    {
        Eight buffer = default;
        buffer[1] = 3;
        Span<int> span = buffer;
        return span[1];
    }

    private static int Catch()
    {
        try
        {
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException e) when (e.Message.Length > 0)
        {
            return 1;
        }
    }

    private static int Reflect()
    {
        var method = typeof(Types).GetMethod("Target");
        for (var i = 0; i < 3; i++)
        {
            method.Invoke(null, [1]);
        }

        return 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeFinalizable()
    {
        for (var i = 0; i < 10; i++)
        {
            _ = new Finalizable();
        }
    }
}

internal record Rec(int A, string B);

internal record struct RecStruct(int A, string B);

[InlineArray(8)]
internal struct Eight
{
    private int _first;
}

file class FileLocal
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int M(int a) => a + 1;
}

internal sealed class Finalizable
{
    ~Finalizable() => GC.KeepAlive(this);
}

internal interface IDefault
{
    static abstract int Abstract(int a);

    int Default(int a) => a + 2;
}

internal class Base
{
    public virtual int V(int a) => a;
}

internal sealed class Derived : Base, IDefault
{
    static int IDefault.Abstract(int a) => a;

    public override int V(int a)
    {
        Func<int> viaBase = () => base.V(a);
        return viaBase();
    }
}

internal sealed class Ops
{
    public event Action Plain;

    public event Action Changed
    {
        add => Value++;
        remove => Value--;
    }

    public int Value { get; private set; } = 1;

    public int this[int i] => i;

    public static Ops operator +(Ops a, Ops b) => a;

    public static Ops operator ++(Ops a) => a;

    public static bool operator <(Ops a, Ops b) => false;

    public static bool operator >(Ops a, Ops b) => true;

    public static Ops operator -(Ops a) => a;

    public static Ops operator checked -(Ops a) => a;

    public static bool operator true(Ops a) => true;

    public static bool operator false(Ops a) => false;

    public static implicit operator int(Ops a) => 1;

    public static explicit operator string(Ops a) => "";
}

internal static class Extensions
{
    extension(string s)
    {
        public int WordCount => s.Length;

        public int Twice(int a) => new Func<int>(() => a * s.Length)();

        public static string Stat(int a) => a.ToString();
    }

    public static int Old(this string s) => s.Length;
}
