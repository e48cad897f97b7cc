using PerfHarness.Profiles;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Kernel;
using PerfHarness.Symbols.Names;

namespace PerfHarness.Import;

/// <summary>What perf's text prints in parentheses after a symbol, and what it says about the code there.</summary>
internal sealed record PerfScriptDso(string Module, FrameKind Kind)
{
    /// <summary>Modules that perf does not print, but <c>script</c>; names of their functions are canonical.</summary>
    private static readonly string[] JitCode = ["[jit]", "[java]", "[regexp]", "[wasm]"];

    private static readonly string[] Stubs = ["[hotspot]", "[v8]", "[dotnet]"];

    private bool _hasCanonicalNames;

    /// <summary>The function that represents code of the file without a symbol.</summary>
    public FunctionName UnnamedFunction => new(Module, Module.StartsWith('[') ? Module : $"[{Module}]");

    public static PerfScriptDso Parse(string text)
    {
        if (text is "" or "[unknown]" or "[unknown])")
        {
            return new("[unknown]", FrameKind.Unknown);
        }

        if (text.StartsWith("[kernel.", StringComparison.Ordinal) || text.StartsWith("[guest.kernel.", StringComparison.Ordinal)
            || Path.GetFileName(text).StartsWith("vmlinux", StringComparison.Ordinal))
        {
            return new("[kernel]", FrameKind.Kernel);
        }

        if (text.StartsWith("bpf_prog_", StringComparison.Ordinal) || text.StartsWith("bpf_trampoline_", StringComparison.Ordinal))
        {
            return new("[bpf]", FrameKind.Kernel);
        }

        if (JitCode.Contains(text) || Stubs.Contains(text))
        {
            return new(text, Stubs.Contains(text) ? FrameKind.Stub : FrameKind.Jit) { _hasCanonicalNames = true };
        }

        if (text is "[truncated]" or "[guest]" or "[hypervisor]")
        {
            return new(text, FrameKind.Unknown);
        }

        if (text.StartsWith("[vdso", StringComparison.Ordinal) || text is "[vsyscall]" or "[uprobes]" or "[vectors]")
        {
            return new(text, FrameKind.Native);
        }

        var image = new Image(text, default);
        if (image.IsJit || IsPerfMap(image.Path))
        {
            return new("[jit]", FrameKind.Jit);
        }

        return KernelModuleName.TryParse(text) is { } module ? new(module, FrameKind.Kernel) : new(image.Module, FrameKind.Native);
    }

    public (FunctionName Name, FrameKind Kind, CodeTier Tier) ParseSymbol(string symbol)
    {
        if (Kind == FrameKind.Jit && !_hasCanonicalNames)
        {
            var managed = ManagedNames.Parse(symbol);
            return (managed.Name, managed.Kind, managed.Tier);
        }

        // What has a name but no file is code all the same; its kind is not known.
        return (new FunctionName(Module, symbol), Kind, CodeTier.None);
    }

    // perf-123.map from the JIT's list, jitted-123-4.so from perf inject --jit.
    private static bool IsPerfMap(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        return (name.StartsWith("perf-") && name.EndsWith(".map")) || (name.StartsWith("jitted-") && name.EndsWith(".so"));
    }
}
