using System.Globalization;
using PerfHarness.Processes;
using PerfHarness.Profiles;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Recording;

/// <summary>
/// An immutable description of one <c>perf record</c>, testable as text. It never contains the command to profile:
/// that is started by us, suspended until perf has attached to it (see <see cref="SuspendedCommand"/>).
/// </summary>
internal sealed record PerfCommand
{
    /// <summary>A new file begins at SIGUSR2.</summary>
    public const string SwitchAtSignal = "signal";

    private const string OffCpuSwitches = $"context-switches/period=1,name={EventUnit.OffCpuEvent}/";

    /// <summary>Path or name of perf.</summary>
    public string PerfPath { get; init; } = "perf";

    public required string Output { get; init; }

    /// <summary>Samples per second and CPU, of clocks and counters.</summary>
    public int Frequency { get; init; } = RecordOptions.DefaultFrequency;

    /// <summary>Faults, tracepoints and other occurrences are sampled at <see cref="Frequency"/>, too, instead of each recorded.</summary>
    public bool SampleOccurrences { get; init; }

    /// <summary>One sample for every so many, of every event; null for <see cref="Frequency"/>.</summary>
    public long? Period { get; init; }

    /// <summary>As named by <c>perf list</c>; several separated by commas.</summary>
    public string Event { get; init; } = PerfEvents.CpuClock;

    /// <summary>Conditions on the fields of tracepoints, by their name in <see cref="Event"/>.</summary>
    public IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>();

    /// <summary>Record context switches with their stacks, and when threads come back from them.</summary>
    public bool OffCpu { get; init; }

    /// <summary>The control group whose processes are recorded; null for all.</summary>
    public string? ControlGroup { get; init; }

    public CallGraphMode CallGraph { get; init; }

    /// <summary>Bytes of stack in each sample of <see cref="CallGraphMode.Dwarf"/>.</summary>
    public int DwarfStackBytes { get; init; } = RecordOptions.DefaultDwarfStackBytes;

    /// <summary>Maximum number of frames of a callchain; null for the kernel's own limit.</summary>
    public int? MaxStack { get; init; }

    public bool UserOnly { get; init; }

    public bool KernelOnly { get; init; }

    /// <summary>Buffer per CPU, in pages (a power of two); null for perf's own choice.</summary>
    public int? BufferPages { get; init; }

    /// <summary>When to begin a new file: a size, a time or <c>signal</c>; null for one file.</summary>
    public string? SwitchOutput { get; init; }

    /// <summary>Files to keep; null for all.</summary>
    public int? SwitchMaxFiles { get; init; }

    /// <summary>Mappings have the build ids of their files (perf and Linux 5.12).</summary>
    public bool RecordsBuildIds { get; init; } = true;

    public IReadOnlyList<int> Pids { get; init; } = [];

    /// <summary>Single threads.</summary>
    public IReadOnlyList<int> Tids { get; init; } = [];

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

            // Without it perf copies every mapped library into the user's home.
            "--no-buildid-cache",
        };
        if (RecordsBuildIds)
        {
            // The kernel notes them when a file is mapped; perf alone would read them in the end, from what has replaced the file by then.
            arguments.Add("--buildid-mmap");
        }

        AddEvents(arguments);
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

        if (KernelOnly)
        {
            arguments.Add("--all-kernel");
        }

        if (BufferPages is { } pages)
        {
            arguments.AddRange(["--mmap-pages", pages.ToString(CultureInfo.InvariantCulture)]);
        }

        if (SwitchOutput is not null)
        {
            arguments.Add($"--switch-output={SwitchOutput}");
            if (SwitchMaxFiles is { } files)
            {
                arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--switch-max-files={files}"));
            }
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

        AddIds(arguments, "--pid", Pids);
        AddIds(arguments, "--tid", Tids);
        return arguments;
    }

    private static void AddIds(List<string> arguments, string option, IReadOnlyList<int> ids)
    {
        if (ids.Count > 0)
        {
            arguments.AddRange([option, string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture)))]);
        }
    }

    private void AddEvents(List<string> arguments)
    {
        var events = Event;
        if (Period is { } period)
        {
            // With a period in each sample, which perf requests for tracepoints, the kernel records every occurrence all the same.
            arguments.AddRange(["--count", period.ToString(CultureInfo.InvariantCulture), "--no-period"]);
        }
        else if (!OffCpu && (SampleOccurrences || !EventTerms.Split(events).Any(EventUnit.IsOccurrence)))
        {
            arguments.AddRange(["--freq", Frequency.ToString(CultureInfo.InvariantCulture)]);
        }
        else
        {
            events = EventTerms.AddRates(events, Frequency);
        }

        if (MaxStack is { } depth)
        {
            events = EventTerms.Add(events, string.Create(CultureInfo.InvariantCulture, $"max-stack={depth}"));
        }

        if (OffCpu)
        {
            arguments.Add("--switch-events");
            events += $",{OffCpuSwitches}";
        }

        if (Filters.Count == 0)
        {
            arguments.AddRange(["--event", events]);
        }
        else
        {
            // A filter applies to the event before it.
            foreach (var (name, text) in EventTerms.Split(OffCpu ? $"{Event},{OffCpuSwitches}" : Event).Zip(EventTerms.Split(events)))
            {
                arguments.AddRange(["--event", text, .. Filters.TryGetValue(name, out var filter) ? ["--filter", filter] : (string[])[]]);
            }
        }

        if (ControlGroup is not null)
        {
            arguments.AddRange(["--cgroup", ControlGroup]);
        }
    }

    /// <summary>What it observes.</summary>
    public PerfRequest ToRequest() => new() { SystemWide = AllCpus || Cpus is not null, Pids = [.. Pids, .. Tids], Events = Event };

    /// <summary>The command line as typed in a shell.</summary>
    public override string ToString() => ShellText.Join([PerfPath, .. ToArguments()]);
}
