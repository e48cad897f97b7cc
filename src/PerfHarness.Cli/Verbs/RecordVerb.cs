using System.CommandLine;
using System.Globalization;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>record</c>: record only.</summary>
internal sealed class RecordVerb : Verb
{
    public override string Name => "record";

    public override string Description => "Record a command, running processes or the whole machine to a perf.data file.";

    public override IReadOnlyList<string> Examples =>
    [
        "record -- ./bench --iterations 200",
        "record -p 4711 --duration 10",
        "record -a -o machine.data -- sleep 5",
        "record --load 'memcslap -s localhost' --ready-port 11211 -- memcached -u nobody",
        "record --probe 'libc.so.6:malloc size=$arg1' -- ./bench",
    ];

    public override bool TakesCommand => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var pids = new ProcessIdOption("--pid", "-p", "pids", "Running processes, as in 12,34 (may be repeated).");
        var tids = new ProcessIdOption("--tid", "-t", "tids", "Single threads of running processes, as in 12,34 (may be repeated).");
        var names = new Option<string[]>("--process-name", "-n") { HelpName = "name", Description = "Running processes by name (may be repeated)." };
        var all = new Option<bool>("--all-cpus", "-a") { Description = "The whole machine." };
        var cpus = new Option<string?>("--cpu", "-C") { HelpName = "cpus", Description = "The whole machine on these CPUs, as in 0,2-3." };
        var cgroup = new Option<string?>("--cgroup", "-G") { HelpName = "name", Description = "With -a or -C: the processes of this control group." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print nothing but warnings and errors." };
        var switchOutput = new SwitchOutputOptions();
        var output = new Option<string>("--output", "-o")
        {
            HelpName = "file",
            Description = "Output file; perf maps are written to a folder beside it. A recording that is there is renamed to FILE.old.",
            DefaultValueFactory = static _ => "perf.data",
        };
        var noMaps = new Option<bool>("--no-runtime-maps") { Description = "Do not request perf maps from running .NET and Java processes." };
        var (recording, target, probes) = (new RecordingOptionGroup(), new TargetOptions(), new ProbeOption());
        var load = new LoadOptions();
        pids.AddTo(command);
        tids.AddTo(command);
        foreach (var option in (Option[])[names, all, cpus, cgroup, output, quiet, noMaps])
        {
            command.Add(option);
        }

        switchOutput.AddTo(command);
        recording.AddTo(command);
        probes.AddTo(command);
        target.AddTo(command);
        load.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var attach = new AttachTarget
            {
                Pids = pids.GetIds(parsed),
                Tids = tids.GetIds(parsed),
                Names = parsed.GetValue(names) ?? [],
                AllCpus = parsed.GetValue(all),
                Cpus = parsed.GetValue(cpus),
            };
            var attaches = attach.Pids.Count > 0 || attach.Tids.Count > 0 || attach.Names.Count > 0 || attach.SamplesCpus;
            if (!attaches && invocation.Command is null)
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.UsageError, "there is nothing to record.", "Give a command after --, or processes with -p, -n, -a or -C.");
            }

            if (attaches && recording.CreateOptions(parsed, new RecordOptions()).PerCpu)
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.UsageError, "--per-cpu is for a command that is started.", "Use -a to sample the CPUs, whatever runs on them.");
            }

            if (parsed.GetValue(cgroup) is not null && !attach.SamplesCpus)
            {
                throw new PerfHarnessException(DiagnosticCodes.UsageError, "--cgroup needs -a or -C.", "perf selects control groups on whole CPUs.");
            }

            if (attaches && load.IsGiven(parsed))
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.UsageError, "--load is for a server that is started.",
                    "Running processes are recorded for as long as the command after -- runs, as in: record -p 4711 -- memcslap -s localhost");
            }

            if (parsed.GetValue(output) is "-")
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.UsageError, "a recording cannot be written to standard output: its maps lie beside it.",
                    "Give a file, and a filter on it afterwards: 'dotnet perfharness script FILE'.");
            }

            OutputFileOption.Prepare(parsed.GetValue(output));
            var companion = invocation.Command is null ? null : load.Apply(parsed, target.CreateTarget(parsed, invocation.Command));
            var options = recording.CreateOptions(parsed, new RecordOptions
            {
                RequestPerfMaps = !parsed.GetValue(noMaps),
                ControlGroup = parsed.GetValue(cgroup),
                SwitchOutput = switchOutput.GetMode(parsed),
                SwitchMaxFiles = switchOutput.GetMaxFiles(parsed),
            });
            await using var session = await probes.AddProbesAsync(
                parsed, invocation.Terminal, companion, attaches ? AttachRecording.ResolvePids(attach) : [], cancellation).ConfigureAwait(false);
            options = options with { Event = session.AddTo(options.Event) };
            var isQuiet = parsed.GetValue(quiet);
            var recorder = new PerfRecorder(await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false));
            if (attaches && companion is null && options.Duration is null && !isQuiet)
            {
                invocation.Terminal.Error.WriteLine("perfharness: recording until Ctrl-C");
            }

            // Ctrl-C is the ordinary end of a recording of running processes or of a server.
            using var signaled = cancellation.Register(() =>
            {
                if (!isQuiet)
                {
                    invocation.Terminal.Error.WriteLine(
                        companion is null ? "perfharness: finishing the recording" : "perfharness: finishing the recording and stopping the command");
                }
            });
            using var run = await (attaches
                ? recorder.AttachAsync(attach with { Companion = companion }, options, cancellation, CancellationToken.None)
                : recorder.RecordUntilSignalAsync(companion!, options)).ConfigureAwait(false);
            invocation.Terminal.Report(run.Diagnostics);
            var saved = RecordingFile.Save(run, parsed.GetValue(output)!);
            var lost = saved.LostSamples > 0 ? string.Create(CultureInfo.InvariantCulture, $", {saved.LostSamples:#,0} lost") : "";
            if (!isQuiet)
            {
                invocation.Terminal.Output.WriteLine(SafeText.ToSingleLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{saved.FormatPaths()}: {saved.FormatCounts()}{lost}, {run.WallTime.TotalSeconds:0.0} s, {saved.Bytes / 1024.0:#,0} KiB")));
            }

            if (run.Failure is { } failure)
            {
                invocation.Terminal.Report(failure with { Remedy = "The recording up to that point was kept." });
                return ExitCode.CommandFailed;
            }

            if (run.CommandStatus is { Success: false } status && !attaches && companion?.Load is null && !cancellation.IsCancellationRequested)
            {
                invocation.Terminal.Report(new Diagnostic(
                    DiagnosticCodes.CommandFailed, Severity.Error, $"{companion} failed with {status}; the recording up to that point was kept."));
                return ExitCode.CommandFailed;
            }

            return ExitCode.Success;
        });
    }
}
