namespace PerfHarness.Truth;

/// <summary>The runtime's debugging library in the package that self-contained programs are published from.</summary>
internal static class DebuggingLibrary
{
    public static string? Find()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var pack = Path.Combine(packages, "microsoft.netcore.app.runtime.linux-x64");
        return Directory.Exists(pack)
            ? Directory.GetDirectories(pack)
                .OrderByDescending(folder => Version.TryParse(Path.GetFileName(folder), out var version) ? version : new Version())
                .Select(folder => Path.Combine(folder, "runtimes", "linux-x64", "native", "libmscordaccore.so"))
                .FirstOrDefault(File.Exists)
            : null;
    }
}
