namespace PerfHarness.TestHosts;

/// <summary>
/// Finds the project that running tests were built from: its folder holds their baselines, as it does for every other host,
/// while a test host may run in any folder.
/// </summary>
internal static class ProjectFolder
{
    /// <param name="sourceFile">As the compiler noted it; it need not exist here, as in a deterministic build.</param>
    public static string Find(string? sourceFile) =>
        FindAbove(Path.GetDirectoryName(sourceFile))
        ?? FindAbove(AppContext.BaseDirectory)
        ?? FindAbove(Environment.CurrentDirectory)
        ?? Environment.CurrentDirectory;

    private static string? FindAbove(string? folder)
    {
        for (; !string.IsNullOrEmpty(folder) && Path.IsPathRooted(folder); folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.*proj").Any())
            {
                return folder;
            }
        }

        return null;
    }
}
