using System.Reflection;
using PerfHarness.BaselinePrograms;

namespace PerfHarness.TestHosts;

/// <summary>Builds of other commits, whose tests are run in test hosts beside this build's.</summary>
internal static class TestBuild
{
    private static readonly TimeSpan RemovalTimeout = TimeSpan.FromSeconds(30);

    private static readonly Lazy<BuiltCommits> Shared = new(() =>
    {
        var commits = new BuiltCommits();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => commits.DisposeAsync().AsTask().Wait(RemovalTimeout);
        return commits;
    });

    /// <summary>Each built once in this process, for all of its tests.</summary>
    public static BuiltCommits Commits => Shared.Value;

    /// <summary>The command line that builds the test project as it was built here; null if the folder has more than one project.</summary>
    /// <param name="project">Folder of the project.</param>
    /// <param name="assembly">Path of the test assembly, which is loaded.</param>
    public static string? FindCommandLine(string project, string assembly)
    {
        if (TestSettings.Build is { } build)
        {
            return build;
        }

        var files = Directory.Exists(project) ? Directory.GetFiles(project, "*.*proj") : [];
        var configuration = Array.Find(AppDomain.CurrentDomain.GetAssemblies(), loaded => !loaded.IsDynamic && loaded.Location == assembly)
            ?.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration;
        return files is [var file] && !string.IsNullOrEmpty(configuration)
            ? $"dotnet build {Processes.ShellText.Quote(Path.GetFileName(file))} -c {Processes.ShellText.Quote(configuration)} -nologo -v:quiet"
            : null;
    }
}
