using PerfHarness.Formats.Demangling;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Symbols.Native;

/// <summary>Spelling of native names.</summary>
internal static class NativeNames
{
    public static string Spell(string raw, NativeNameStyle style, DiagnosticBag? diagnostics = null) => style switch
    {
        NativeNameStyle.Mangled => raw,
        NativeNameStyle.Short => NameShortener.Of(Demangler.Demangle(raw, diagnostics)),
        _ => Demangler.Demangle(raw, diagnostics),
    };

    /// <summary>The function that stands for all of a file's code that has no name: <c>[libfoo.so]</c>.</summary>
    public static string ModuleOnly(string module) => module.StartsWith('[') ? module : $"[{module}]";
}
