namespace Names;

internal sealed class Lambdas(int primary)
{
    private static readonly Dictionary<string, Func<int>> Table = new() { ["a"] = () => 1, ["b"] = () => 2 };
    private readonly Func<int, int> _field = x => x * 2;

    static Lambdas() => Seed = new Func<int>(() => 3)();

    public static int Seed { get; }

    public Func<int> Property => () => _field(2);

    public int this[int index]
    {
        get
        {
            int Local() => index + primary;
            return Local();
        }
    }

    public int Run(int a)
    {
        var sum = Nested(a) + Locals(a) + GenericLocals(a) + GenericLocals("x") + MethodGroup(a) + Closures(a) + Default() + Expression(a);
        sum += Table["a"]() + Table["b"]() + Property() + this[3] + ((IDo)new Doer()).Do(1) + ((IDo<int>)new Doer()).Do(2);
        var list = new List<int> { 3, 1, 2 };
        list.Sort((x, y) => y - x);
        sum += list.Where(x => x > 1).Select(x => new { x, y = x * a }).OrderBy(p => p.y).GroupBy(p => p.x & 1).Sum(g => g.Count());
        return sum + (this + this);
    }

    public static int operator +(Lambdas left, Lambdas right)
    {
        Func<int> inner = () => left._field(1);
        return inner();
    }

    private static int Nested(int a)
    {
        Func<int, Func<int>> outer = x =>
        {
            var z = x + a;
            Func<int> inner = () => z + a;
            return () => inner() + z;
        };
        return outer(1)();
    }

    private static int Locals(int a)
    {
        int First(int b)
        {
            int Second(int c)
            {
                Func<int> innermost = () => c + b + a;
                return innermost();
            }

            return Second(b);
        }

        static int Static(int q) => q * 2;
        return First(a) + Static(2);
    }

    private static int GenericLocals<T>(T t)
    {
        static int Inner<U>(U u, T t) => u is null ? 0 : 1;
        Func<T> lambda = () => t;
        Func<int, int> plain = static x => x + 1;
        lambda();
        return Inner(1.0, t) + plain(1);
    }

    private static int MethodGroup(int a)
    {
        Func<int, int> group = Method;
        return group(a);
        static int Method(int x) => x;
    }

    private static int Closures(int n)
    {
        var sum = 0;
        for (var i = 0; i < n; i++)
        {
            var j = i;
            Action action = () => sum += j;
            action();
            if (j > 1)
            {
                var m = j;
                Func<int> deeper = () => m + j + n;
                sum += deeper();
            }
        }

        return sum;
    }

    private static int Default()
    {
        var lambda = (int a = 3, params int[] rest) => a + rest.Length;
        return lambda();
    }

    private static int Expression(int a)
    {
        System.Linq.Expressions.Expression<Func<int, int>> expression = x => x + a;
        return expression.Compile()(2);
    }

    private interface IDo
    {
        int Do(int a);
    }

    private interface IDo<T>
    {
        T Do(T a);
    }

    private sealed class Doer : IDo, IDo<int>
    {
        int IDo.Do(int a)
        {
            Func<int> lambda = () => a;
            int Local() => a + 1;
            return lambda() + Local();
        }

        int IDo<int>.Do(int a)
        {
            Func<int> lambda = () => a;
            return lambda();
        }
    }
}
