using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;

namespace PerfHarness.MSBuild;

/// <summary>One item of <c>Include</c>: its metadata, or else the task's own parameter of the same name.</summary>
internal sealed class BenchItem(ITaskItem item, PerfProfile task)
{
    /// <summary>What is started: a program, or a DLL that <c>dotnet</c> starts.</summary>
    public string Program { get; } = ProgramOf(item);

    public string Name { get; } = NameOf(item, task) + task.NameSuffix;

    public IEnumerable<string> Inputs => Split(item.GetMetadata("Inputs"));

    /// <summary>The command line of <c>dotnet perfharness</c>, one entry an argument.</summary>
    public IReadOnlyList<string> Arguments()
    {
        var arguments = new List<string> { "run", "--name", Name };
        Add(arguments, "--runs", Value("Runs", task.Runs));
        Add(arguments, "--warmups", Value("Warmups", task.Warmups));
        Add(arguments, "--frequency", Value("Frequency", task.Frequency));
        Add(arguments, "--call-graph", Value("CallGraph", task.CallGraph));
        Add(arguments, "--event", Value("Event", task.Event));
        Add(arguments, "--delay", Value("Delay", task.Delay));
        Add(arguments, "--duration", Value("Duration", task.Duration));
        Add(arguments, "--timeout", Value("Timeout", task.BenchTimeout));
        Add(arguments, "--working-directory", Value("WorkingDirectory", task.WorkingDirectory));
        Add(arguments, "--output", task.OutputDirectory);
        Add(arguments, "--baseline-directory", task.BaselineDirectory);
        foreach (var variable in Split(Value("Environment", task.Environment)))
        {
            Add(arguments, "--env", variable);
        }

        foreach (var input in Inputs)
        {
            Add(arguments, "--input", input);
        }

        Flag(arguments, "--user-only", Value("UserOnly", task.UserOnly));
        Flag(arguments, "--require-baseline", task.RequireBaseline);
        Flag(arguments, "--accept-baseline", task.Accept);
        arguments.AddRange(CommandLineText.Split(Value("MoreArguments", task.MoreArguments)));
        arguments.Add("--");
        if (IsManaged(Program))
        {
            arguments.Add(task.DotNetPath);
        }

        arguments.Add(Program);
        arguments.AddRange(CommandLineText.Split(Value("Arguments", task.Arguments)));
        return arguments;
    }

    private static string ProgramOf(ITaskItem item)
    {
        var path = Path.GetFullPath(item.GetMetadata("FullPath"));
        return IsManaged(path) && IsSelfContained(path) && File.Exists(WithoutExtension(path)) ? WithoutExtension(path) : path;
    }

    // Such a program brings its runtime along, and dotnet cannot start its DLL.
    private static bool IsSelfContained(string dll)
    {
        var configuration = WithoutExtension(dll) + ".runtimeconfig.json";
        return File.Exists(configuration) && File.ReadAllText(configuration).Contains("\"includedFrameworks\"");
    }

    private static string NameOf(ITaskItem item, PerfProfile task)
    {
        var named = item.GetMetadata("Name");
        return named.Length > 0 ? named : task.Name is { Length: > 0 } name ? name : Path.GetFileName(WithoutExtension(item.ItemSpec));
    }

    // Acme.Bench has no extension, Acme.Bench.dll has.
    private static string WithoutExtension(string path) => IsManaged(path) || path.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? path.Substring(0, path.Length - 4) : path;

    private static bool IsManaged(string program) => program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Split(string? list) => (list ?? "").Split([';'], StringSplitOptions.RemoveEmptyEntries).Select(s => s.Trim()).Where(s => s.Length > 0);

    private static void Add(List<string> arguments, string option, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            arguments.Add(option);
            arguments.Add(value!.Trim());
        }
    }

    private static void Flag(List<string> arguments, string option, string? value)
    {
        if (string.Equals(value, "true", StringComparison.OrdinalIgnoreCase))
        {
            arguments.Add(option);
        }
    }

    private string? Value(string metadata, string? otherwise) => item.GetMetadata(metadata) is { Length: > 0 } value ? value : otherwise;
}
