using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Names;

/// <summary>CPython's perf trampolines (3.12 and later, <c>-X perf</c>): <c>py::work:/path/module.py</c>.</summary>
internal static class CPythonNames
{
    public static bool TryParse(ReadOnlySpan<char> text, out ManagedName name)
    {
        name = default;
        if (!text.StartsWith("py::") || text[4..].IndexOf(':') is not (> 0 and var colon))
        {
            return false;
        }

        var file = text[(colon + 5)..].ToString();
        name = new ManagedName(new FunctionName(ScriptFile.GetModule(file, "[python]"), text.Slice(4, colon).ToString()), FrameKind.Jit,
            CodeTier.Interpreted);
        return true;
    }
}
