using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

var (kind, rounds, unit) = (args[0], int.Parse(args[1]), long.Parse(args[2]));
for (var i = 0; i < rounds; i++)
{
    Burner.Burn(kind, "Heavy", 7 * unit);
    Burner.Burn(kind, "Middle", 2 * unit);
    Burner.Burn(kind, "Light", unit);
    Burner.Measure("Host", () => Burner.Host(2 * unit));
}

foreach (var (name, time) in Burner.Times)
{
    Console.WriteLine($"{name} {time}");
}

internal static class Burner
{
    public static readonly Dictionary<string, long> Times = [];

    // Collected when this returns: nothing refers to the method any more.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Burn(string kind, string name, long loops)
    {
        Run(kind, name, loops);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    public static void Measure(string name, Action body)
    {
        var before = GetThreadTime();
        body();
        Times[name] = Times.GetValueOrDefault(name) + GetThreadTime() - before;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long Host(long loops)
    {
        var sum = 1L;
        for (var i = 0L; i < loops; i++)
        {
            sum = (sum * 6364136223846793005L) + i;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Run(string kind, string name, long loops)
    {
        var method = kind == "dynamic" ? CreateDynamic(name) : CreateCollectible(name);
        method(1);
        Measure(name, () => method(loops));
    }

    private static Func<long, long> CreateDynamic(string name)
    {
        var method = new DynamicMethod(name, typeof(long), [typeof(long)], typeof(Burner).Module, true);
        Emit(method.GetILGenerator(), name);
        return method.CreateDelegate<Func<long, long>>();
    }

    private static Func<long, long> CreateCollectible(string name)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Plugin"), AssemblyBuilderAccess.RunAndCollect);
        var type = assembly.DefineDynamicModule("Plugin").DefineType("T", TypeAttributes.Public);
        var method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Static, typeof(long), [typeof(long)]);
        method.SetImplementationFlags(MethodImplAttributes.AggressiveOptimization);
        Emit(method.GetILGenerator(), name);
        return type.CreateType().GetMethod(name)!.CreateDelegate<Func<long, long>>();
    }

    // The same loop as Host's.
    private static void Emit(ILGenerator code, string name)
    {
        code.DeclareLocal(typeof(long));
        code.DeclareLocal(typeof(long));
        var (top, end) = (code.DefineLabel(), code.DefineLabel());
        code.Emit(OpCodes.Ldc_I8, (long)name.Length);
        code.Emit(OpCodes.Stloc_1);
        code.MarkLabel(top);
        code.Emit(OpCodes.Ldloc_0);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Bge, end);
        code.Emit(OpCodes.Ldloc_1);
        code.Emit(OpCodes.Ldc_I8, 6364136223846793005L);
        code.Emit(OpCodes.Mul);
        code.Emit(OpCodes.Ldloc_0);
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Stloc_1);
        code.Emit(OpCodes.Ldloc_0);
        code.Emit(OpCodes.Ldc_I8, 1L);
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Stloc_0);
        code.Emit(OpCodes.Br, top);
        code.MarkLabel(end);
        code.Emit(OpCodes.Ldloc_1);
        code.Emit(OpCodes.Ret);
    }

    // CLOCK_THREAD_CPUTIME_ID
    private static long GetThreadTime() => clock_gettime(3, out var time) == 0 ? (time.Seconds * 1_000_000_000) + time.Nanoseconds : -1;

    [DllImport("libc")]
    private static extern int clock_gettime(int clock, out TimeSpec time);

    private record struct TimeSpec(long Seconds, long Nanoseconds);
}
