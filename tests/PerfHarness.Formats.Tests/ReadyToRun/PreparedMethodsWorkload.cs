using System.Reflection;
using System.Runtime.CompilerServices;

namespace PerfHarness.Formats.Tests.ReadyToRun;

/// <summary>
/// The program that <see cref="RuntimeOracleTests"/> starts: it asks the runtime for the code of very many methods, so that
/// its jitdump lists them, and then says where its images are mapped. Runs only when asked for by name.
/// </summary>
public sealed class PreparedMethodsWorkload
{
    public const string MapsVariable = "PERFHARNESS_TEST_MAPS";

    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Type[] Arguments = [typeof(object), typeof(int), typeof(byte), typeof(char)];

    [Fact(Explicit = true)]
    public void Prepares_methods_and_writes_its_mappings()
    {
        var prepared = 0;
        foreach (var path in SharedFramework.Assemblies())
        {
            if (TryLoad(path) is { } assembly)
            {
                var isSmall = new FileInfo(path).Length < 150_000;
                prepared += assembly.GetTypes().Sum(type => Prepare(type, isSmall));
            }
        }

        prepared += typeof(Spellings).Assembly.GetTypes().Sum(type => Prepare(type, withGenerics: true));
        Assert.True(prepared > 50_000);
        var target = Environment.GetEnvironmentVariable(MapsVariable);
        Assert.NotNull(target);
        File.WriteAllText(target, File.ReadAllText("/proc/self/maps"));
    }

    private static Assembly? TryLoad(string path)
    {
        try
        {
            return Assembly.Load(new AssemblyName(Path.GetFileNameWithoutExtension(path)));
        }
        catch (Exception e) when (e is BadImageFormatException or IOException)
        {
            return null; // A native library.
        }
    }

    private static int Prepare(Type type, bool withGenerics)
    {
        if (!type.ContainsGenericParameters)
        {
            return PrepareMembers(type, withGenerics);
        }

        return withGenerics
            ? Arguments.Sum(argument => Try(() => PrepareMembers(
                type.MakeGenericType([.. Enumerable.Repeat(argument, type.GetGenericArguments().Length)]), withGenerics)))
            : 0;
    }

    private static int PrepareMembers(Type type, bool withGenerics)
    {
        var arguments = type.GetGenericArguments();
        return type.GetConstructors(All).Sum(method => Try(() => Prepare(method, arguments)))
            + type.GetMethods(All).Sum(method => method.IsAbstract ? 0
                : !method.IsGenericMethodDefinition ? Try(() => Prepare(method, arguments))
                : !withGenerics ? 0
                : Arguments.Sum(argument => Try(() => PrepareInstance(method, arguments, argument))));
    }

    private static int PrepareInstance(MethodInfo method, Type[] typeArguments, Type argument)
    {
        Type[] methodArguments = [.. Enumerable.Repeat(argument, method.GetGenericArguments().Length)];
        return Prepare(method.MakeGenericMethod(methodArguments), [.. typeArguments, .. methodArguments]);
    }

    private static int Prepare(MethodBase method, Type[] arguments)
    {
        RuntimeHelpers.PrepareMethod(method.MethodHandle, [.. arguments.Select(a => a.TypeHandle)]);
        return 1;
    }

    // Constraints that do not hold, methods without a body, intrinsics of other processors: there is no list of them.
    private static int Try(Func<int> prepare)
    {
        try
        {
            return prepare();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return 0;
        }
    }
}
