using PerfHarness.Recording;

namespace PerfHarness.TestHosts;

/// <summary>
/// The command of a test host: it starts the test assembly and nothing else, so that the same assembly of another build is
/// started by the same command with another path. What it is to run comes from its folder (<see cref="TestHostRequest"/>).
/// </summary>
internal static class TestHostCommand
{
    private const string DotNet = "dotnet";

    // A runtime that belongs to no installation is the test's own: its program starts it.
    private static string? DotNetPath
    {
        get
        {
            // …/dotnet/shared/Microsoft.NETCore.App/10.0.12/System.Private.CoreLib.dll
            var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
            return Path.Combine(root, DotNet) is var path && File.Exists(path) ? path : null;
        }
    }

    /// <param name="assembly">Path of the test assembly.</param>
    /// <param name="project">Folder of the project: paths are relative to it, so that they are the same on every machine.</param>
    public static CommandTarget Create(string assembly, string project)
    {
        var path = Path.GetRelativePath(project, assembly);
        return DotNetPath is null
            ? new CommandTarget(Path.Combine(".", Path.ChangeExtension(path, null)), []) { WorkingDirectory = project, Quiet = true }
            : new CommandTarget(DotNet, ["exec", path]) { WorkingDirectory = project, Quiet = true };
    }

    /// <summary>Path of the test assembly that the command starts.</summary>
    public static string GetAssembly(CommandTarget command)
    {
        var path = command.Arguments.FirstOrDefault(word => word.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) ?? command.Program + ".dll";
        return Path.GetFullPath(path, Path.GetFullPath(command.WorkingDirectory ?? "."));
    }

    /// <summary>The command with the path of the <c>dotnet</c> that runs us: it need not be in PATH.</summary>
    public static CommandTarget Resolve(CommandTarget command) =>
        command.Program == DotNet && DotNetPath is { } path ? command with { Program = path } : command;
}
