using PerfHarness.Profiles;

namespace PerfHarness.Baselines;

/// <summary>
/// Which functions are judged and under which name. A pure function of the name, so that it applies alike to a fresh
/// profile and to a baseline that was stored before the choice was made. Samples of functions that are out do not count.
/// </summary>
public sealed record FunctionSelection
{
    public static readonly FunctionSelection Everything = new();

    private static readonly HashSet<string> RuntimeModules = new(StringComparer.Ordinal)
    {
        "libcoreclr.so", "libclrjit.so", "libclrgc.so", "libclrgcexp.so", "libclrinterpreter.so", "libmscordaccore.so", "libmscordbi.so",
        "libhostfxr.so", "libhostpolicy.so", "libcoreclrtraceptprovider.so", "[stub]", "[stubs]",
    };

    /// <summary>Kernel, kernel modules and BPF programs count. Default: true.</summary>
    public bool Kernel { get; init; } = true;

    /// <summary>The .NET runtime itself counts: garbage collector, JIT compiler, type loader, stubs. Default: true.</summary>
    public bool Runtime { get; init; } = true;

    /// <summary>Instances of a generic type or method are one function: <c>List&lt;int&gt;.Add</c> is <c>List&lt;&gt;.Add</c>. Default: false.</summary>
    public bool MergeGenericInstances { get; init; }

    public bool IsEverything => Kernel && Runtime && !MergeGenericInstances;

    /// <summary>The name under which the function is judged, or null where it is out.</summary>
    public FunctionName? Map(FunctionName name)
    {
        if ((!Kernel && IsKernel(name)) || (!Runtime && RuntimeModules.Contains(name.Module)))
        {
            return null;
        }

        return MergeGenericInstances ? name with { Name = GenericName.Open(name.Name) } : name;
    }

    // Kernel code is the only one with a bracketed module, besides [unknown], [stub] and what a process maps without a file.
    private static bool IsKernel(FunctionName name) =>
        name.Module is ['[', .., ']'] && name.Module is not ("[unknown]" or "[stub]" or "[stubs]" or "[vdso]" or "[vsyscall]" or "[heap]" or "[stack]" or "[jit]" or "[anon]");
}
