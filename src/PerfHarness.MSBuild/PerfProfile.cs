using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace PerfHarness.MSBuild;

/// <summary>
/// Profiles each program of <see cref="Include"/> with the bundled command and tells its findings to MSBuild, at the
/// positions and with the codes that the command gives. Parameters are defaults for the items' metadata of the same name.
/// </summary>
public sealed class PerfProfile : ToolTask
{
    private const int TerminateSignal = 15;
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(15);

    private readonly List<ITaskItem> _reports = [];
    private readonly List<ITaskItem> _verdicts = [];
    private BenchItem? _bench;
    private Process? _process;
    private int _errors;

    /// <summary>Programs: apphosts, DLLs, native executables.</summary>
    [Required]
    public ITaskItem[] Include { get; set; } = [];

    /// <summary>Path of the command's DLL. Default: the one that the package brings along.</summary>
    public string Command { get; set; } =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(PerfProfile).Assembly.Location)!, "..", "tools", "dotnet-perfharness.dll"));

    /// <summary>What a finding without a source position points to; the file that uses the task where it is not given.</summary>
    public string? ProjectFile { get; set; }

    public string? Name { get; set; }

    public string? NameSuffix { get; set; }

    public string? Arguments { get; set; }

    public string? WorkingDirectory { get; set; }

    /// <summary><c>NAME=VALUE</c> pairs, separated by semicolons.</summary>
    public string? Environment { get; set; }

    public string? Runs { get; set; }

    public string? Warmups { get; set; }

    public string? Frequency { get; set; }

    public string? CallGraph { get; set; }

    public string? Event { get; set; }

    public string? Delay { get; set; }

    public string? Duration { get; set; }

    /// <summary>Longest time for one run; <see cref="ToolTask.Timeout"/> is for the whole task.</summary>
    public string? BenchTimeout { get; set; }

    public string? UserOnly { get; set; }

    public string? BaselineDirectory { get; set; }

    public string? OutputDirectory { get; set; }

    public string? RequireBaseline { get; set; }

    /// <summary>true: the runs become the baseline.</summary>
    public string? Accept { get; set; }

    /// <summary>error, warning or message.</summary>
    public string TreatRegressionsAs { get; set; } = "error";

    public string TreatInconclusiveAs { get; set; } = "warning";

    public string TreatUnavailableAs { get; set; } = "warning";

    public bool Incremental { get; set; }

    /// <summary>Where it is remembered what was green.</summary>
    public string StateDirectory { get; set; } = "obj/perfharness";

    /// <summary>Further arguments of <c>dotnet perfharness run</c>, as one would type them.</summary>
    public string? MoreArguments { get; set; }

    /// <summary>Files that were written, with metadata <c>Bench</c>.</summary>
    [Output]
    public ITaskItem[] Reports => [.. _reports];

    /// <summary>One item a bench: its name, with metadata <c>Verdict</c> (pass, regression, inconclusive, unavailable, failed, skipped) and <c>ExitCode</c>.</summary>
    [Output]
    public ITaskItem[] Verdicts => [.. _verdicts];

    /// <summary>The dotnet that runs this build.</summary>
    internal string DotNetPath { get; } = System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    protected override string ToolName => "dotnet";

    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.Normal;

    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.Normal;

    public override bool Execute()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            LogFinding(ParseLevel(TreatUnavailableAs), null, 0, 0, 3003, "profiling needs Linux perf; the benchmarks are not judged on this machine.");
            return !Log.HasLoggedErrors;
        }

        var benches = Include.Select(item => new BenchItem(item, this)).ToList();
        if (benches.GroupBy(b => b.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            LogFinding(MessageLevel.Error, null, 0, 0, 4002, $"several benches are called '{twice.Key}' and would share a baseline ({string.Join(", ", twice.Select(b => b.Program))}). Give each a Name.");
            return false;
        }

        foreach (var bench in benches)
        {
            _bench = bench;
            if (!ExecuteBench(_bench))
            {
                break;
            }
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>The command ends perf and the benchmark when it is asked to end; killed at once it could not.</summary>
    public override void Cancel()
    {
        if (_process is { } process)
        {
            try
            {
                if (!process.HasExited)
                {
                    _ = Kill(process.Id, TerminateSignal);
                    process.WaitForExit((int)GracePeriod.TotalMilliseconds);
                }
            }
            catch (InvalidOperationException)
            {
                // It ended by itself in the meantime.
                Log.LogMessage(MessageImportance.Low, "the command had ended already");
            }
        }

        base.Cancel();
    }

    protected override string GenerateFullPathToTool() => DotNetPath;

    // Later majors than the one it was built for will do.
    protected override string GenerateCommandLineCommands() =>
        CommandLineText.Join(new[] { "exec", "--roll-forward", "Major", Command }.Concat(_bench!.CreateArguments()));

    protected override Process StartToolProcess(Process proc) => _process = base.StartToolProcess(proc);

    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (CanonicalMessage.TryParse(singleLine) is not { } line)
        {
            var isVerdict = singleLine.StartsWith("Verdict:", StringComparison.Ordinal);
            Log.LogMessage(isVerdict ? MessageImportance.High : messageImportance, "{0}", isVerdict ? $"{_bench!.Name}: {singleLine}" : singleLine);
            return;
        }

        var level = line.Code switch
        {
            2001 or 2004 or 2005 or 2006 or 2009 when line.Category == "error" => ParseLevel(TreatRegressionsAs),
            2002 or 2008 when line.Category != "message" => ParseLevel(TreatInconclusiveAs),
            >= 3000 and < 4000 when line.Category == "error" => ParseLevel(TreatUnavailableAs),
            _ => line.Category switch { "error" => MessageLevel.Error, "warning" => MessageLevel.Warning, _ => MessageLevel.Message },
        };
        LogFinding(level, line.Origin == "perfharness" ? null : Path.GetFullPath(line.Origin), line.Line, line.Column, line.Code, line.Text);
    }

    protected override bool HandleTaskExecutionErrors() => true;

    private static MessageLevel ParseLevel(string text) => text.Trim().ToLowerInvariant() switch
    {
        "error" => MessageLevel.Error,
        "warning" or "warn" => MessageLevel.Warning,
        "message" or "info" or "none" => MessageLevel.Message,
        var other => throw new ArgumentException($"'{other}' is not error, warning or message"),
    };

    private bool ExecuteBench(BenchItem bench)
    {
        var stamp = Incremental && Accept != "true"
            ? new LastPassStamp(StateDirectory, bench.Name, bench.CreateArguments(), bench.Program, bench.Inputs, BaselineDirectory ?? "")
            : null;
        if (stamp is { IsCurrent: true })
        {
            Log.LogMessage(MessageImportance.High, "{0}: skipped, nothing has changed since its last green verdict.", bench.Name);
            AddVerdict(bench, "skipped", 0);
            return true;
        }

        _errors = 0;
        var started = DateTime.UtcNow;
        base.Execute();
        AddReports(bench, started);
        AddVerdict(bench, ExitCode switch { 0 => "pass", 1 => "regression", 3 => "unavailable", 4 => "inconclusive", _ => "failed" }, ExitCode);
        if (ExitCode == 0)
        {
            stamp?.Write();
        }
        else
        {
            stamp?.Remove();
        }

        // Whatever the command did not say itself must not pass in silence.
        if (_errors == 0 && ExitCode is not (0 or 1 or 3 or 4) && !Log.HasLoggedErrors)
        {
            LogFinding(MessageLevel.Error, null, 0, 0, 5001, $"'{bench.Name}' could not be profiled: the command ended with exit code {ExitCode.ToString(System.Globalization.CultureInfo.InvariantCulture)}.");
        }

        return ExitCode is 0 or 1 or 3 or 4 or 5;
    }

    private void AddVerdict(BenchItem bench, string verdict, int exitCode)
    {
        var item = new TaskItem(bench.Name);
        item.SetMetadata("Verdict", verdict);
        item.SetMetadata("ExitCode", exitCode.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _verdicts.Add(item);
    }

    private void AddReports(BenchItem bench, DateTime since)
    {
        // Where the command writes when it is told nothing; we and it are in the project's folder.
        var folder = OutputDirectory is { Length: > 0 } given ? given : Path.Combine("artifacts", "perfharness");
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => File.GetLastWriteTimeUtc(f) >= since))
        {
            var item = new TaskItem(file);
            item.SetMetadata("Bench", bench.Name);
            _reports.Add(item);
        }
    }

    private void LogFinding(MessageLevel level, string? file, int line, int column, int code, string text)
    {
        var name = "PH" + code.ToString("D4", System.Globalization.CultureInfo.InvariantCulture);
        file ??= ProjectFile is { Length: > 0 } project ? project : BuildEngine.ProjectFileOfTaskNode;
        switch (level)
        {
            case MessageLevel.Error:
                _errors++;
                Log.LogError(null, name, null, file, line, column, 0, 0, "{0}", text);
                break;
            case MessageLevel.Warning:
                Log.LogWarning(null, name, null, file, line, column, 0, 0, "{0}", text);
                break;
            default:
                Log.LogMessage(null, name, null, file, line, column, 0, 0, MessageImportance.Normal, "{0}", text);
                break;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);
}
