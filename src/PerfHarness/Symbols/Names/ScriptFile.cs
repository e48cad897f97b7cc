namespace PerfHarness.Symbols.Names;

/// <summary>Scripts as modules.</summary>
internal static class ScriptFile
{
    /// <summary>
    /// The file's name; for a file of an npm package the path from the package on, because every second one of them is called
    /// <c>index.js</c>; for what is built in the name as it is (<c>node:fs</c>).
    /// </summary>
    public static string GetModule(ReadOnlySpan<char> file, string none)
    {
        const string packages = "/node_modules/";
        if (file.IsEmpty)
        {
            return none;
        }

        if (file.StartsWith("node:"))
        {
            return file.ToString();
        }

        var package = file.LastIndexOf(packages);
        var module = package >= 0 ? file[(package + packages.Length)..] : file[(file.LastIndexOf('/') + 1)..];
        return module.IsEmpty ? none : module.ToString();
    }
}
