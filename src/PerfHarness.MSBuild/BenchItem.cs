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
    public string Program { get; } = GetProgram(item);

    public string Name { get; } = GetName(item, task) + task.NameSuffix;

    public IEnumerable<string> Inputs => SplitList(item.GetMetadata("Inputs"));

    /// <summary>The command line of <c>dotnet perfharness</c>, one entry per argument.</summary>
    public IReadOnlyList<string> CreateArguments()
    {
        var arguments = new List<string> { "run", "--name", Name };
        AddOption(arguments, "--runs", GetValue("Runs", task.Runs));
        AddOption(arguments, "--warmups", GetValue("Warmups", task.Warmups));
        AddOption(arguments, "--frequency", GetValue("Frequency", task.Frequency));
        AddOption(arguments, "--call-graph", GetValue("CallGraph", task.CallGraph));
        AddOption(arguments, "--event", GetValue("Event", task.Event));
        AddOption(arguments, "--delay", GetValue("Delay", task.Delay));
        AddOption(arguments, "--duration", GetValue("Duration", task.Duration));
        AddOption(arguments, "--timeout", GetValue("Timeout", task.BenchTimeout));
        AddOption(arguments, "--load", GetValue("Load", task.Load));
        AddOption(arguments, "--ready-port", GetValue("ReadyPort", task.ReadyPort));
        AddOption(arguments, "--ready-text", GetValue("ReadyText", task.ReadyText));
        AddOption(arguments, "--ready-http", GetValue("ReadyHttp", task.ReadyHttp));
        AddOption(arguments, "--ready-timeout", GetValue("ReadyTimeout", task.ReadyTimeout));
        AddOption(arguments, "--stop-signal", GetValue("StopSignal", task.StopSignal));
        AddOption(arguments, "--working-directory", GetValue("WorkingDirectory", task.WorkingDirectory));
        AddOption(arguments, "--output", task.OutputDirectory);
        AddOption(arguments, "--baseline-directory", task.BaselineDirectory);
        foreach (var variable in SplitList(GetValue("Environment", task.Environment)))
        {
            AddOption(arguments, "--env", variable);
        }

        foreach (var input in Inputs)
        {
            AddOption(arguments, "--input", input);
        }

        AddFlag(arguments, "--user-only", GetValue("UserOnly", task.UserOnly));
        AddFlag(arguments, "--require-baseline", task.RequireBaseline);
        AddFlag(arguments, "--accept-baseline", task.Accept);
        AddFlag(arguments, "--keep-program", PerfProfile.IsTrue(task.Accept) ? GetValue("KeepProgram", task.KeepProgram) : null);
        AddFlag(arguments, "--no-confirm", PerfProfile.IsTrue(task.Confirm) ? null : "true");
        AddFlag(arguments, "--learn", PerfProfile.IsTrue(task.Confirm) ? task.Learn : null);
        AddOption(arguments, "--build", task.BaselineBuild);
        arguments.AddRange(CommandLineText.Split(GetValue("MoreArguments", task.MoreArguments)));
        arguments.Add("--");
        if (IsManaged(Program))
        {
            arguments.Add(task.DotNetPath);
        }

        arguments.Add(Program);
        arguments.AddRange(CommandLineText.Split(GetValue("Arguments", task.Arguments)));
        return arguments;
    }

    private static string GetProgram(ITaskItem item)
    {
        var path = Path.GetFullPath(item.GetMetadata("FullPath"));
        return IsManaged(path) && IsSelfContained(path) && File.Exists(RemoveExtension(path)) ? RemoveExtension(path) : path;
    }

    // Such a program includes its runtime, and dotnet cannot start its DLL.
    private static bool IsSelfContained(string dll)
    {
        var configuration = RemoveExtension(dll) + ".runtimeconfig.json";
        return File.Exists(configuration) && File.ReadAllText(configuration).Contains("\"includedFrameworks\"");
    }

    private static string GetName(ITaskItem item, PerfProfile task)
    {
        var metadataName = item.GetMetadata("Name");
        return metadataName.Length > 0 ? metadataName : task.Name is { Length: > 0 } name ? name : Path.GetFileName(RemoveExtension(item.ItemSpec));
    }

    // Acme.Bench has no extension, Acme.Bench.dll has.
    private static string RemoveExtension(string path) =>
        IsManaged(path) || path.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? path.Substring(0, path.Length - 4) : path;

    private static bool IsManaged(string program) => program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> SplitList(string? list) =>
        (list ?? "").Split([';'], StringSplitOptions.RemoveEmptyEntries).Select(s => s.Trim()).Where(s => s.Length > 0);

    private static void AddOption(List<string> arguments, string option, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            arguments.Add(option);
            arguments.Add(value!.Trim());
        }
    }

    private static void AddFlag(List<string> arguments, string option, string? value)
    {
        if (PerfProfile.IsTrue(value))
        {
            arguments.Add(option);
        }
    }

    private string? GetValue(string metadata, string? defaultValue) => item.GetMetadata(metadata) is { Length: > 0 } value ? value : defaultValue;
}
