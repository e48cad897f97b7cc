using PerfHarness.Processes;
using PerfHarness.Recording;

namespace PerfHarness.BaselinePrograms;

/// <summary>
/// The file of a command that is the benchmark itself: the program, or what a runtime such as <c>dotnet</c> or <c>java</c>
/// starts.
/// </summary>
/// <param name="Path">Absolute.</param>
/// <param name="Argument">Index of the argument that names it; -1 for the program.</param>
internal readonly record struct MainFile(string Path, int Argument)
{
    private static readonly HashSet<string> CodeExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".dll", ".jar", ".py", ".js", ".mjs", ".cjs", ".rb", ".pl", ".php", ".sh",
    };

    /// <summary>Null if none of the command's files is more than a part of the system: <c>python3 -c 'print(1)'</c>.</summary>
    public static MainFile? Find(CommandTarget command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var folder = System.IO.Path.GetFullPath(command.WorkingDirectory ?? ".");
        for (var i = 0; i < command.Arguments.Count && IsRuntime(command.Program); i++)
        {
            var argument = command.Arguments[i];
            if (CodeExtensions.Contains(System.IO.Path.GetExtension(argument))
                && System.IO.Path.GetFullPath(argument, folder) is var path && File.Exists(path))
            {
                return new MainFile(path, i);
            }
        }

        // A name without a folder is looked up in PATH: it is installed, and not what was built here.
        return !IsRuntime(command.Program) && ProgramPath.Find(command.Program, null, command.WorkingDirectory) is { } program
            ? new MainFile(program, -1) : null;
    }

    /// <summary>Index of the word of a command line that names the main file, judged by the words alone: the file need not exist.</summary>
    public static int FindWord(IReadOnlyList<string> words)
    {
        for (var i = 1; i < words.Count && IsRuntime(words[0]); i++)
        {
            if (CodeExtensions.Contains(System.IO.Path.GetExtension(words[i])))
            {
                return i;
            }
        }

        return 0;
    }

    /// <summary>The command with another main file, in the folder that it would run in.</summary>
    public static CommandTarget Replace(CommandTarget command, string path)
    {
        var at = Find(command)?.Argument ?? -1;
        var isLibrary = System.IO.Path.GetExtension(path).Equals(".dll", StringComparison.OrdinalIgnoreCase);
        var arguments = command.Arguments.ToList();
        if (at >= 0 && (isLibrary || CodeExtensions.Contains(System.IO.Path.GetExtension(path))))
        {
            arguments[at] = path;
        }
        else
        {
            // One build has an apphost and the other only a DLL, or the other way around.
            arguments = isLibrary ? [path, .. arguments] : [.. arguments.Skip(at + 1)];
            command = command with { Program = isLibrary ? "dotnet" : path };
        }

        return command with { Arguments = arguments, WorkingDirectory = System.IO.Path.GetFullPath(command.WorkingDirectory ?? ".") };
    }

    private static bool IsRuntime(string program) =>
        !program.Contains('/', StringComparison.Ordinal) || System.IO.Path.GetFileName(program) is "dotnet" or "java" or "node" or "python3";
}
