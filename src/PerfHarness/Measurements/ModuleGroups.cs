using PerfHarness.Profiles;

namespace PerfHarness.Measurements;

/// <summary>Classifies functions by name alone, which works for stored baselines as well.</summary>
internal static class ModuleGroups
{
    private static readonly HashSet<string> RuntimeModules = new(StringComparer.Ordinal)
    {
        "libcoreclr.so", "libclrjit.so", "libclrgc.so", "libclrgcexp.so", "libclrinterpreter.so", "libmscordaccore.so", "libmscordbi.so",
        "libhostfxr.so", "libhostpolicy.so", "libcoreclrtraceptprovider.so", "[dotnet]",
    };

    // Kernel modules are in brackets, as [ext4], and so is code without a file: code of runtimes, and unnamed mappings.
    private static readonly HashSet<string> NonKernelModules = new(StringComparer.Ordinal)
    {
        "[unknown]", "[jit]", "[dotnet]", "[java]", "[hotspot]", "[v8]", "[script]", "[eval]", "[regexp]", "[wasm]", "[python]",
        "[vdso]", "[vsyscall]", "[vectors]", "[uprobes]", "[heap]", "[stack]", "[anon]", "[guest]", "[hypervisor]",
    };

    private static readonly string[] MemoryFunctions = ["memset", "memcpy", "memmove", "mempcpy", "bzero"];

    /// <summary>The .NET runtime itself: garbage collector, JIT compiler, type loader, stubs.</summary>
    public static bool IsRuntime(FunctionName name) => RuntimeModules.Contains(name.Module);

    /// <summary>Kernel, kernel modules and BPF programs.</summary>
    public static bool IsKernel(FunctionName name) => name.Module is ['[', .., ']'] && !NonKernelModules.Contains(name.Module);

    /// <summary>A shared library: <c>libssl.so.3</c>.</summary>
    public static bool IsNativeLibrary(FunctionName name) =>
        name.Module.EndsWith(".so", StringComparison.Ordinal) || name.Module.Contains(".so.", StringComparison.Ordinal);

    /// <summary>
    /// Its duration depends on the machine more than on the program: the kernel, and the C library's functions that fill and
    /// copy memory, whose speed depends on what else uses the memory.
    /// </summary>
    public static bool IsMachineBound(FunctionName name) => IsKernel(name) || (IsCLibrary(name.Module) && IsMemoryFunction(name.Name));

    private static bool IsCLibrary(string module) =>
        module.StartsWith("libc.so", StringComparison.Ordinal)
        || module.StartsWith("libc-", StringComparison.Ordinal)
        || module.StartsWith("ld-musl", StringComparison.Ordinal);

    // __memset_avx512_unaligned_erms
    private static bool IsMemoryFunction(string name) =>
        Array.Exists(MemoryFunctions, f => name.AsSpan().TrimStart('_').StartsWith(f, StringComparison.Ordinal));
}
