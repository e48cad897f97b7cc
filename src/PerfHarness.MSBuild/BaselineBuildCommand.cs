using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace PerfHarness.MSBuild;

/// <summary>
/// The command line that builds the project as this build does, in a checkout of another commit: the same project, with the
/// properties that were set on the command line (or by the solution) here.
/// </summary>
internal static class BaselineBuildCommand
{
    // They are about this invocation and its files, not about what is built.
    private static readonly string[] InvocationProperties =
    [
        "Solution", "CurrentSolution", "PerfProfile", "MSBuild", "Restore", "NuGet", "VSTest", "_", "DOTNET_CLI", "ExcludeRestore",
    ];

    private static readonly HashSet<string> OtherProperties = new(StringComparer.OrdinalIgnoreCase)
    {
        "NoBuild", "NoRestore", "IsGraphBuild", "BuildingSolutionFile", "BuildProjectReferences", "DesignTimeBuild", "TargetFrameworks",
    };

    /// <param name="project">Path of the project; the command runs in the folder that corresponds to its folder.</param>
    /// <param name="properties">Global properties of this build.</param>
    public static string Create(string dotnet, string project, IEnumerable<KeyValuePair<string, string>> properties)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(project))!;
        var root = FindRepository(folder);
        var command = new StringBuilder($"{Quote(dotnet)} build {Quote(Path.GetFileName(project))} -nologo -v:quiet -p:PerfProfileSkip=true");
        foreach (var property in properties.Where(p => IsOfProject(p.Key)).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            command.Append(' ').Append(Quote($"-p:{property.Key}={Escape(MakeRelative(property.Value, folder, root))}"));
        }

        return command.ToString();
    }

    private static bool IsOfProject(string name) =>
        !OtherProperties.Contains(name) && !InvocationProperties.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static string? FindRepository(string folder)
    {
        for (string? at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Directory.Exists(Path.Combine(at, ".git")) || File.Exists(Path.Combine(at, ".git")))
            {
                return at;
            }
        }

        return null;
    }

    // A path into the repository is another one in the other checkout.
    private static string MakeRelative(string value, string folder, string? root)
    {
        if (root is null || !(value == root || value.StartsWith(root + "/", StringComparison.Ordinal)))
        {
            return value;
        }

        var up = new StringBuilder();
        for (var at = folder; !(value + "/").StartsWith(at + "/", StringComparison.Ordinal); at = Path.GetDirectoryName(at)!)
        {
            folder = Path.GetDirectoryName(at)!;
            up.Append("../");
        }

        var rest = value.Length > folder.Length ? value.Substring(folder.Length + 1) : "";
        return up.Length + rest.Length == 0 ? "./" : up + rest;
    }

    // As MSBuild's command line wants it: these separate properties, or begin an escape.
    private static string Escape(string value) => value.Replace("%", "%25").Replace(";", "%3B").Replace(",", "%2C");

    private static string Quote(string text) =>
        text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '.' or '/' or '-' or '_' or '=' or ':' or '%') ? text
            : "'" + text.Replace("'", "'\\''") + "'";
}
