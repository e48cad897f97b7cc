namespace PerfHarness.Processes;

/// <summary>Finds the file of a program as <c>execvp</c> would, but beforehand, so that "not found" is known for sure.</summary>
internal static class ProgramPath
{
    /// <summary>The absolute path of an executable file, or null.</summary>
    /// <param name="searchPath">The value of PATH.</param>
    /// <param name="workingDirectory">Where a path with a slash starts; the current directory is tried next.</param>
    public static string? Find(string program, string? searchPath, string? workingDirectory = null)
    {
        if (program.Length == 0 || program.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var start = Path.GetFullPath(workingDirectory ?? ".");
        if (program.Contains('/', StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(program, start);
            return IsExecutable(path) ? path : Path.GetFullPath(program) is var here && IsExecutable(here) ? here : null;
        }

        foreach (var folder in (searchPath ?? "/usr/local/bin:/usr/bin:/bin").Split(':'))
        {
            var path = Path.Combine(Path.GetFullPath(folder.Length == 0 ? "." : folder, start), program);
            if (IsExecutable(path))
            {
                return path;
            }
        }

        return null;
    }

    public static bool IsExecutable(string path)
    {
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & execute) != 0;
    }
}
