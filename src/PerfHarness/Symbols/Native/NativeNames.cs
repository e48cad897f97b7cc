using PerfHarness.Formats.Demangling;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Dwarf;

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

    /// <summary>The name of a function that has one, with its file where functions of other files have it, too.</summary>
    public static string Format(DwarfFunction function, NativeNameStyle style, DiagnosticBag? diagnostics = null)
    {
        var raw = function.Name ?? "";
        var name = function.IsMangled ? Format(raw, style, diagnostics) : style == NativeNameStyle.Short ? NameShortener.Shorten(raw) : raw;
        return FormatInFile(name, function.OwnFile);
    }

    /// <summary><c>work(int) [util.c]</c>, or the name alone.</summary>
    public static string FormatInFile(string name, string? file) => file is null ? name : $"{name} [{file}]";

    /// <summary>The function that represents all code of a file that has no name: <c>[libfoo.so]</c>.</summary>
    public static string FormatModule(string module) => module.StartsWith('[') ? module : $"[{module}]";
}
