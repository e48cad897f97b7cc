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
/// Profiles each program of <see cref="Include"/> with the bundled command and reports its findings to MSBuild, with the
/// positions and codes that the command gives. Parameters are defaults for the items' metadata of the same name.
/// </summary>
public sealed partial class PerfProfile : ToolTask
{
    private const int TerminateSignal = 15;
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(15);

    private BenchItem? _bench;
    private Process? _process;
    private FindingLog? _findings;
    private bool _isJudged;

    /// <summary>The dotnet that runs this build.</summary>
    internal string DotNetPath { get; } = System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    /// <summary>Builds the baseline's program, or null if nothing is confirmed or another baseline is given.</summary>
    internal string? BaselineBuild =>
        !IsTrue(Confirm) || CommandLineText.Split(MoreArguments).Any(a => a is "--build" or "--baseline-command") ? null
        : BuildCommand is { Length: > 0 } given ? given
        : BaselineBuildCommand.Create(
            DotNetPath, ProjectFile is { Length: > 0 } project ? project : BuildEngine.ProjectFileOfTaskNode, BuildEngine6.GetGlobalProperties());

    private FindingLog Findings =>
        _findings ??= new FindingLog(Log, ProjectFile is { Length: > 0 } project ? project : BuildEngine.ProjectFileOfTaskNode);

    protected override string ToolName => "dotnet";

    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.Normal;

    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.Normal;

    public override bool Execute()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            Findings.Write(ParseLevel(TreatUnavailableAs), 3003, "profiling needs Linux perf; the benchmarks are not judged on this machine.");
            return !Log.HasLoggedErrors;
        }

        var benches = Include.Select(item => new BenchItem(item, this)).ToList();
        if (benches.GroupBy(b => b.Name).FirstOrDefault(g => g.Count() > 1) is { } duplicates)
        {
            var programs = string.Join(", ", duplicates.Select(b => b.Program));
            Findings.Write(
                MessageLevel.Error, 4002,
                $"several benchmarks are named '{duplicates.Key}' and would share a baseline ({programs}). Set Name metadata.");
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

    /// <summary>The command terminates perf and the benchmark when it is terminated by a signal; killed at once it could not.</summary>
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
                // It exited by itself in the meantime.
                Log.LogMessage(MessageImportance.Low, "the command had already exited");
            }
        }

        base.Cancel();
    }

    protected override string GenerateFullPathToTool() => DotNetPath;

    // A later major version than the one it was built for works too.
    protected override string GenerateCommandLineCommands() =>
        CommandLineText.Join(new[] { "exec", "--roll-forward", "Major", Command }.Concat(_bench!.CreateArguments()));

    protected override Process StartToolProcess(Process proc) => _process = base.StartToolProcess(proc);

    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (CanonicalMessage.TryParse(singleLine) is not { } line)
        {
            var isVerdict = singleLine.StartsWith("Verdict:", StringComparison.Ordinal);
            _isJudged &= !singleLine.StartsWith("Verdict: not judged", StringComparison.Ordinal);
            Log.LogMessage(isVerdict ? MessageImportance.High : messageImportance, "{0}", isVerdict ? $"{_bench!.Name}: {singleLine}" : singleLine);
            return;
        }

        var level = line.Code switch
        {
            2001 or 2004 or 2005 or 2006 or 2009 when line.Category == "error" => ParseLevel(TreatRegressionsAs),
            2007 when line.Category != "error" => ParseLevel(TreatMissingBaselineAs),
            2002 or 2008 when line.Category != "message" => ParseLevel(TreatInconclusiveAs),
            >= 3000 and < 4000 when line.Category == "error" => ParseLevel(TreatUnavailableAs),
            _ => line.Category switch { "error" => MessageLevel.Error, "warning" => MessageLevel.Warning, _ => MessageLevel.Message },
        };
        Findings.Write(level, line, line.Origin == "perfharness" ? null : Path.GetFullPath(line.Origin));
    }

    protected override bool HandleTaskExecutionErrors() => true;

    internal static bool IsTrue(string? text) => string.Equals(text?.Trim(), "true", StringComparison.OrdinalIgnoreCase);

    private static MessageLevel ParseLevel(string text) => text.Trim().ToLowerInvariant() switch
    {
        "error" => MessageLevel.Error,
        "warning" or "warn" => MessageLevel.Warning,
        "message" or "info" or "none" => MessageLevel.Message,
        var other => throw new ArgumentException($"'{other}' must be error, warning or message"),
    };

    private bool ExecuteBench(BenchItem bench)
    {
        var stamp = Incremental && Accept != "true"
            ? new LastPassStamp(StateDirectory, bench.Name, bench.CreateArguments(), bench.Program, bench.Inputs, BaselineDirectory ?? "")
            : null;
        if (stamp is { IsCurrent: true })
        {
            Log.LogMessage(MessageImportance.High, "{0}: skipped: nothing has changed since it last passed.", bench.Name);
            AddVerdict(bench, VerdictName.Skipped, 0);
            return true;
        }

        var errors = Findings.Errors;
        var started = DateTime.UtcNow;
        _isJudged = true;
        base.Execute();
        AddReports(bench, started);
        var isPassed = ExitCode == Formats.Diagnostics.ExitCode.Success && _isJudged;
        AddVerdict(bench,
            ExitCode == Formats.Diagnostics.ExitCode.Success && !_isJudged ? VerdictName.NotJudged : VerdictName.From(ExitCode), ExitCode);
        if (isPassed)
        {
            stamp?.Write();
        }
        else
        {
            stamp?.Remove();
        }

        // A failure that the command did not report must not go unnoticed.
        if (Findings.Errors == errors && !VerdictName.IsExplained(ExitCode) && !Log.HasLoggedErrors)
        {
            Findings.Write(
                MessageLevel.Error, 5001,
                FormattableString.Invariant($"'{bench.Name}' could not be profiled: the command exited with code {ExitCode}."));
        }

        return VerdictName.CanContinue(ExitCode);
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
        // Where the command writes by default; it and we are in the project's folder.
        var folder = OutputDirectory is { Length: > 0 } configured ? configured : Path.Combine("artifacts", "perfharness");
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

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);
}
