using System.Collections.Generic;
using System.IO;
using Microsoft.Build.Framework;

namespace PerfHarness.MSBuild;

/// <content>What a project sets, and what it gets back.</content>
public sealed partial class PerfProfile
{
    private readonly List<ITaskItem> _reports = [];
    private readonly List<ITaskItem> _verdicts = [];

    /// <summary>Programs: apphosts, DLLs, native executables.</summary>
    [Required]
    public ITaskItem[] Include { get; set; } = [];

    /// <summary>Path of the command's DLL. Default: the one in this package.</summary>
    public string Command { get; set; } = BundledCommand.Find(
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(PerfProfile).Assembly.Location)!, "..", "tools")));

    /// <summary>What a finding without a source position points to. Default: the file that uses the task.</summary>
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

    /// <summary>Maximum time for one run; <see cref="ToolTask.Timeout"/> is for the whole task.</summary>
    public string? BenchTimeout { get; set; }

    /// <summary>The program is a server: the command line that puts it under load while it is recorded.</summary>
    public string? Load { get; set; }

    /// <summary>The TCP port on which the server listens when it is ready.</summary>
    public string? ReadyPort { get; set; }

    /// <summary>The text that its output has when it is ready.</summary>
    public string? ReadyText { get; set; }

    /// <summary>The address that answers with 2xx when it is ready.</summary>
    public string? ReadyHttp { get; set; }

    public string? ReadyTimeout { get; set; }

    public string? StopSignal { get; set; }

    public string? UserOnly { get; set; }

    public string? BaselineDirectory { get; set; }

    public string? OutputDirectory { get; set; }

    public string? RequireBaseline { get; set; }

    /// <summary>true: the runs become the baseline.</summary>
    public string? Accept { get; set; }

    /// <summary>
    /// true: what a stored baseline cannot clear is confirmed, with the baseline's kept program or the same project built at the
    /// baseline's commit. Default: true.
    /// </summary>
    public string Confirm { get; set; } = "true";

    /// <summary>true: an accepted baseline keeps the program's files.</summary>
    public string? KeepProgram { get; set; }

    /// <summary>true: the runs of a confirmed baseline's program join this machine's baseline.</summary>
    public string? Learn { get; set; }

    /// <summary>
    /// Command line that builds the program in a checkout of the baseline's commit, in the project's folder there. Default:
    /// dotnet build with the properties of this build.
    /// </summary>
    public string? BuildCommand { get; set; }

    /// <summary>error, warning or message.</summary>
    public string TreatRegressionsAs { get; set; } = "error";

    public string TreatInconclusiveAs { get; set; } = "warning";

    public string TreatUnavailableAs { get; set; } = "warning";

    public string TreatMissingBaselineAs { get; set; } = "warning";

    public bool Incremental { get; set; }

    /// <summary>Where passed benchmarks are remembered.</summary>
    public string StateDirectory { get; set; } = "obj/perfharness";

    /// <summary>Further arguments of <c>dotnet perfharness run</c>, as typed in a shell.</summary>
    public string? MoreArguments { get; set; }

    /// <summary>Files written, with metadata <c>Bench</c>.</summary>
    [Output]
    public ITaskItem[] Reports => [.. _reports];

    /// <summary>One item per benchmark: its name, with metadata <c>Verdict</c> (pass, notJudged, regression, inconclusive, unavailable, failed,
    /// skipped)
    /// and <c>ExitCode</c>.</summary>
    [Output]
    public ITaskItem[] Verdicts => [.. _verdicts];
}
