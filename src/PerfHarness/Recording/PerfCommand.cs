using System.Globalization;
using PerfHarness.Processes;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Recording;

/// <summary>
/// An immutable description of one <c>perf record</c>, testable as text. It never contains the command to profile:
/// that is started by us, suspended until perf has attached to it (see <see cref="SuspendedCommand"/>).
/// </summary>
internal sealed record PerfCommand
{
    /// <summary>Bytes of stack in each sample of <see cref="CallGraphMode.Dwarf"/>.</summary>
    private const int DwarfStackBytes = 8192;

    /// <summary>Path or name of perf.</summary>
    public string PerfPath { get; init; } = "perf";

    public required string Output { get; init; }

    /// <summary>Samples per second and CPU.</summary>
    public int Frequency { get; init; } = RecordOptions.DefaultFrequency;

    /// <summary>As named by <c>perf list</c>; several separated by commas.</summary>
    public string Event { get; init; } = PerfEvents.CpuClock;

    public CallGraphMode CallGraph { get; init; }

    /// <summary>Maximum number of frames of a callchain; null for the kernel's own limit.</summary>
    public int? MaxStack { get; init; }

    public bool UserOnly { get; init; }

    /// <summary>Buffer per CPU, in pages (a power of two); null for perf's own choice.</summary>
    public int? BufferPages { get; init; }

    /// <summary>Mappings have the build ids of their files (perf and Linux 5.12).</summary>
    public bool RecordsBuildIds { get; init; } = true;

    public IReadOnlyList<int> Pids { get; init; } = [];

    /// <summary>Every process on every CPU.</summary>
    public bool AllCpus { get; init; }

    /// <summary>Every process on these CPUs (<c>0,2-3</c>), or the pids only while they are on them.</summary>
    public string? Cpus { get; init; }

    /// <summary>Processors that perf itself may run on; null for all.</summary>
    public CpuSet? OwnCpus { get; init; }

    /// <summary>Where perf reads <c>enable</c> and <c>disable</c> from.</summary>
    public string? ControlFifo { get; init; }

    /// <summary>Where perf answers.</summary>
    public string? AcknowledgeFifo { get; init; }

    /// <summary>Events are off until switched on through <see cref="ControlFifo"/>.</summary>
    public bool StartDisabled { get; init; }

    /// <summary>The same on every CPU, without the time in which a CPU has nothing to do.</summary>
    public PerfCommand SampleAllCpus() => this with { AllCpus = true, Event = Event == PerfEvents.CpuClock ? PerfEvents.BusyCpuClock : Event };

    public IReadOnlyList<string> ToArguments()
    {
        var arguments = new List<string>
        {
            "record",
            "--output", Output,

            // The clock of .NET's and Java's own timestamps, so that code at one address can be distinguished by time.
            "--clockid", "mono",
            "--freq", Frequency.ToString(CultureInfo.InvariantCulture),
            "--event", MaxStack is { } depth ? EventTerms.Add(Event, string.Create(CultureInfo.InvariantCulture, $"max-stack={depth}")) : Event,

            // Without it perf copies every mapped library into the user's home.
            "--no-buildid-cache",
        };
        if (RecordsBuildIds)
        {
            // The kernel notes them when a file is mapped; perf alone would read them in the end, from what has replaced the file by then.
            arguments.Add("--buildid-mmap");
        }

        switch (CallGraph)
        {
            case CallGraphMode.FramePointer:
                arguments.AddRange(["--call-graph", "fp"]);
                break;
            case CallGraphMode.Dwarf:
                arguments.AddRange(["--call-graph", string.Create(CultureInfo.InvariantCulture, $"dwarf,{DwarfStackBytes}")]);
                break;
            case CallGraphMode.LastBranchRecord:
                arguments.AddRange(["--call-graph", "lbr"]);
                break;
        }

        if (UserOnly)
        {
            arguments.Add("--all-user");
        }

        if (BufferPages is { } pages)
        {
            arguments.AddRange(["--mmap-pages", pages.ToString(CultureInfo.InvariantCulture)]);
        }

        if (StartDisabled)
        {
            arguments.Add("--delay=-1");
        }

        if (ControlFifo is not null)
        {
            arguments.Add(AcknowledgeFifo is null ? $"--control=fifo:{ControlFifo}" : $"--control=fifo:{ControlFifo},{AcknowledgeFifo}");
        }

        if (AllCpus)
        {
            arguments.Add("--all-cpus");
        }

        if (!AllCpus && Cpus is null)
        {
            // Each thread's CPU time when it ends: shows what is missing where threads are shorter than a sampling period.
            arguments.Add("--stat");
        }

        if (Cpus is not null)
        {
            arguments.AddRange(["--cpu", Cpus]);
        }

        if (Pids.Count > 0)
        {
            arguments.AddRange(["--pid", string.Join(',', Pids.Select(pid => pid.ToString(CultureInfo.InvariantCulture)))]);
        }

        return arguments;
    }

    /// <summary>What it observes.</summary>
    public PerfRequest ToRequest() => new() { SystemWide = AllCpus || Cpus is not null, Pids = Pids, Events = Event };

    /// <summary>The command line as typed in a shell.</summary>
    public override string ToString() => ShellText.Join([PerfPath, .. ToArguments()]);
}
