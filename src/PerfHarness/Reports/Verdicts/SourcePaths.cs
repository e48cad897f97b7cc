namespace PerfHarness.Reports.Verdicts;

/// <summary>Formats paths of source files as the CI host knows them: relative to the checkout, with slashes.</summary>
internal sealed class SourcePaths(string? root)
{
    private readonly string _root = Path.GetFullPath(root ?? Directory.GetCurrentDirectory());

    /// <summary>The path itself where it lies outside of the checkout.</summary>
    public string MakeRelative(string file)
    {
        if (file.Contains('\0', StringComparison.Ordinal))
        {
            return file;
        }

        var relative = Path.GetRelativePath(_root, Path.GetFullPath(file, _root));
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? file : relative;
    }
}
