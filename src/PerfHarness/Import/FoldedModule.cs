namespace PerfHarness.Import;

/// <summary>The module behind a name, as <c>collapse --dso</c> and edited collapsers write it: <c>main (/bin/prog)</c>, before a
/// mark and a source line if there are any.</summary>
internal static class FoldedModule
{
    public static bool TryFind(string frame, out string function, out string module)
    {
        (function, module) = (frame, "");
        var end = frame.LastIndexOf(')');
        var start = end < 0 ? -1 : frame.LastIndexOf(" (", end, StringComparison.Ordinal);
        if (start <= 0 || end - start < 3 || (end + 1 < frame.Length && frame[end + 1] is not (':' or '_')))
        {
            return false;
        }

        module = GetName(frame[(start + 2)..end]);
        function = frame[..start] + frame[(end + 1)..];
        return true;
    }

    private static string GetName(string module) =>
        module.StartsWith("[kernel", StringComparison.Ordinal) ? "[kernel]" : module.StartsWith('/') ? Path.GetFileName(module) : module;
}
