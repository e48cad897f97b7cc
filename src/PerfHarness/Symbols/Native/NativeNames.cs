using PerfHarness.Formats.Demangling;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Symbols.Native;

/// <summary>Spelling of native names.</summary>
internal static class NativeNames
{
    public static string Format(string raw, NativeNameStyle style, DiagnosticBag? diagnostics = null) => style switch
    {
        NativeNameStyle.Mangled => raw,
        NativeNameStyle.Short => NameShortener.Shorten(Demangler.Demangle(raw, diagnostics)),
        _ => Demangler.Demangle(raw, diagnostics),
    };

    /// <summary>The function that represents all code of a file that has no name: <c>[libfoo.so]</c>.</summary>
    public static string FormatModule(string module) => module.StartsWith('[') ? module : $"[{module}]";
}
