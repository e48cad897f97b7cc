using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.Demangling;

/// <summary>
/// Converts the symbols of C++ and Rust compilers to source form. Whatever the symbol, time and output are
/// bounded: back references let a short symbol expand to a text of any size.
/// </summary>
internal static class Demangler
{
    /// <summary>Longest symbol that is looked at; real ones stay below 10,000 characters.</summary>
    public const int MaxInput = 1 << 15;

    /// <summary>Longest result.</summary>
    public const int MaxOutput = 1 << 16;

    /// <summary>
    /// The demangled name with parameters, template arguments and version or <c>@plt</c> suffix; Rust without hashes. The
    /// symbol itself where it is not mangled or cannot be read.
    /// </summary>
    public static string Demangle(string symbol, DiagnosticBag? diagnostics = null)
    {
        if (symbol.Length is < 4 or > MaxInput || symbol[0] != '_')
        {
            return symbol;
        }

        // Versions (@@GLIBCXX_3.4) and @plt are the linker's and no part of the mangling.
        var at = symbol.IndexOf('@', StringComparison.Ordinal);
        var (mangled, suffix) = at > 0 ? (symbol[..at], symbol[at..]) : (symbol, "");
        var name = mangled.StartsWith("_R", StringComparison.Ordinal) ? RustV0Demangler.TryDemangle(mangled)
            : mangled.StartsWith("_Z", StringComparison.Ordinal)
                ? RustLegacyDemangler.TryDemangle(mangled) ?? CxxDemangler.TryDemangle(RemoveLlvmSuffix(mangled), diagnostics)
            : null;
        return name is null ? symbol : name + suffix;
    }

    // ".llvm.1234" is a hash of the module that ThinLTO appends: it says nothing and changes with every build.
    internal static string RemoveLlvmSuffix(string symbol)
    {
        var at = symbol.IndexOf(".llvm.", StringComparison.Ordinal);
        return at > 0 && symbol.AsSpan(at + 6).IndexOfAnyExcept("0123456789ABCDEF@") < 0 ? symbol[..at] : symbol;
    }
}
