using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

/// <summary>Functions of different kinds that burn known parts of the time.</summary>
public static class Burner
{
    private static readonly Random Random = new Random(1);
    private static long sum;

    /// <summary>Ten functions, which burn in the proportion 1 : 2 : … : 10, in random order and in bursts of random length.</summary>
    public static void Methods(double seconds)
    {
        Func<int, long> first = n => { long s = 3; for (int i = 0; i < n; i++) s = s * 31 + i; return s; };
        Func<int, long> second = n => { long s = 4; for (int i = 0; i < n; i++) s = s * 33 + i; return s; };
        static long Local(int n) { long s = 5; for (int i = 0; i < n; i++) s = s * 35 + i; return s; }
        Func<int, long> local = Local;
        var (shape, pair, generic) = ((Shape)new Square(), new Pair(), new Box<int>());
        Run(seconds, new (string, Func<int, long>)[]
        {
            ("Burner.Static(int)", Static),
            ("Burner.Methods lambda#0(int)", first),
            ("Burner.Methods lambda#1(int)", second),
            ("Burner.Methods.Local(int)", local),
            ("Burner.Square.Area(int)", shape.Area),
            ("Burner.Pair.Instance(int)", n => pair.Instance(n)),
            ("Burner.Box<int>.Generic(int)", generic.Generic),
            ("Burner.GenericMethod(int)", GenericMethod<long>),
            ("Burner.Iterator iterator", n => Iterator(n).First()),
            ("Burner.Async async", n => Async(n).Result),
        });
    }

    /// <summary>Half of the time in threads that live shorter than the time between two samples.</summary>
    public static void Threads(double seconds)
    {
        for (var until = TruthFile.Now() + (long)(seconds / 2 * 1e9); TruthFile.Now() < until;)
        {
            var burned = 0L;
            var thread = new Thread(() => Measure("Burner.InThread(long)", () => burned = InThread(400_000)));
            thread.Start();
            thread.Join();
            Measure("Burner.InMain(long)", () => InMain(burned));
        }
    }

    /// <summary>Half of the time below 20 frames and half below 300, which is more than perf records.</summary>
    public static void Recursion(double seconds)
    {
        for (var until = TruthFile.Now() + (long)(seconds * 1e9); TruthFile.Now() < until;)
        {
            var n = Random.Next(2_000_000, 6_000_000);
            Recurse(20, () => Measure("Burner.Static(int)", () => sum += Static(n)));
            Recurse(300, () => Measure("Burner.GenericMethod(int)", () => sum += GenericMethod<long>(n)));
        }
    }

    /// <summary>Methods that are compiled, run, and collected, so that other methods get their addresses.</summary>
    public static void Collected(double seconds)
    {
        for (var until = TruthFile.Now() + (long)(seconds * 1e9); TruthFile.Now() < until;)
        {
            for (var kind = 1; kind <= 4; kind++)
            {
                RunDynamic(kind);
                GC.Collect();
                GC.WaitForPendingFinalizers();
                GC.Collect();
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunDynamic(int kind)
    {
        var method = Dynamic("dynamic" + kind, kind + 2);
        sum += method(1);
        var n = Random.Next(2_000_000, 4_000_000) * kind;
        Measure("dynamic" + kind + "(int)", () => sum += method(n));
    }

    private static void Run(double seconds, (string Name, Func<int, long> Burn)[] functions)
    {
        var order = Enumerable.Range(0, functions.Length).ToArray();
        for (var until = TruthFile.Now() + (long)(seconds * 1e9); TruthFile.Now() < until;)
        {
            for (var i = order.Length - 1; i > 0; i--)
            {
                var other = Random.Next(i + 1);
                (order[i], order[other]) = (order[other], order[i]);
            }

            foreach (var i in order)
            {
                var n = Random.Next(50_000, 150_000) * (i + 1);
                Measure(functions[i].Name, () => sum += functions[i].Burn(n));
            }
        }
    }

    private static void Measure(string name, Action action)
    {
        var before = TruthFile.Now();
        action();
        TruthFile.Add(name, TruthFile.Now() - before);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Recurse(int depth, Action action)
    {
        if (depth == 0)
        {
            action();
            return 0;
        }

        return Recurse(depth - 1, action) + 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Static(int n) { long s = 1; for (int i = 0; i < n; i++) s = s * 31 + i; return s; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long GenericMethod<T>(int n) { long s = 2; for (int i = 0; i < n; i++) s = s * 37 + i; return s; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long InThread(long nanoseconds) { long s = 0; for (var until = TruthFile.Now() + nanoseconds; TruthFile.Now() < until;) for (int i = 0; i < 5_000; i++) s = s * 31 + i; return s; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long InMain(long seed) { long s = seed; for (var until = TruthFile.Now() + 400_000; TruthFile.Now() < until;) for (int i = 0; i < 5_000; i++) s = s * 33 + i; return s; }

    // A method that catches is not inlined into its caller, where its time would be the caller's.
    private static IEnumerable<long> Iterator(int n)
    {
        long s = 6;
        try
        {
            for (int i = 0; i < n; i++) s = s * 39 + i;
        }
        catch (OverflowException)
        {
            s = 0;
        }

        yield return s;
    }

    private static async Task<long> Async(int n) { long s = 7; for (int i = 0; i < n; i++) s = s * 41 + i; await Task.CompletedTask; return s; }

    private static Func<int, long> Dynamic(string name, int factor)
    {
        var method = new DynamicMethod(name, typeof(long), new[] { typeof(int) });
        var il = method.GetILGenerator();
        var (s, i) = (il.DeclareLocal(typeof(long)), il.DeclareLocal(typeof(int)));
        var (loop, test) = (il.DefineLabel(), il.DefineLabel());
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(loop);
        il.Emit(OpCodes.Ldloc, s);
        il.Emit(OpCodes.Ldc_I8, (long)factor);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Ldloc, i);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, s);
        il.Emit(OpCodes.Ldloc, i);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, i);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, i);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Blt, loop);
        il.Emit(OpCodes.Ldloc, s);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int, long>>();
    }

    private abstract class Shape
    {
        public abstract long Area(int n);
    }

    private sealed class Square : Shape
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public override long Area(int n) { long s = 8; for (int i = 0; i < n; i++) s = s * 43 + i; return s; }
    }

    private struct Pair
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public readonly long Instance(int n) { long s = 9; for (int i = 0; i < n; i++) s = s * 45 + i; return s; }
    }

    private sealed class Box<T>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public long Generic(int n) { long s = 10; for (int i = 0; i < n; i++) s = s * 47 + i; return s; }
    }
}
