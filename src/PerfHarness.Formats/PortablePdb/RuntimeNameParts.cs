namespace PerfHarness.Formats.PortablePdb;

/// <summary>
/// The parts of a method's name in the runtime's format, as ranges of the text:
/// <code>
/// instance void [System.Private.CoreLib] N.List`1+Inner[System.Char]::Add(!0)[PreJIT]
///                ^ module                ^ owner        ^ arguments ^ method  ^ end
/// </code>
/// </summary>
internal readonly record struct RuntimeNameParts(string Text, string Module, string DeclaringType, string Method, string FullName)
{
    /// <summary>Null where the text is not of that form: a stub, a native name.</summary>
    public static RuntimeNameParts? Parse(string name)
    {
        var link = name.IndexOf("::", StringComparison.Ordinal);
        var moduleEnd = link < 0 ? -1 : name.LastIndexOf("] ", link, StringComparison.Ordinal);
        while (moduleEnd > 0 && name[moduleEnd - 1] == '\\')
        {
            moduleEnd = name.LastIndexOf("] ", moduleEnd - 1, StringComparison.Ordinal);
        }

        var moduleStart = moduleEnd <= 0 ? -1 : name.LastIndexOf('[', moduleEnd);
        var open = link < 0 ? -1 : name.IndexOf('(', link);
        if (moduleStart < 0 || open < 0)
        {
            return null;
        }

        // A tier in brackets follows the last parenthesis.
        var end = name.LastIndexOf(')') + 1;
        var owner = name[(moduleEnd + 2)..link];
        return new RuntimeNameParts(
            end > open ? name[..end] : name, name[(moduleStart + 1)..moduleEnd], WithoutArguments(owner), name[(link + 2)..open],
            name[moduleStart..open]);
    }

    private static string WithoutArguments(string owner)
    {
        for (var i = 0; i < owner.Length; i++)
        {
            if (owner[i] == '\\')
            {
                i++;
            }
            else if (owner[i] == '[')
            {
                return owner[..i];
            }
        }

        return owner;
    }
}
