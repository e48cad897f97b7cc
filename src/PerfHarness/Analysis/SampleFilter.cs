using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>Selects samples of a profile. A property that is null or default selects all.</summary>
public sealed record SampleFilter
{
    /// <summary>All samples of the main event: the first that has samples.</summary>
    public static readonly SampleFilter None = new();

    /// <summary>
    /// Name of the event, with or without its modifiers (<c>cycles</c> also selects <c>cycles:u</c>). Null selects the
    /// <see cref="MainEvent"/>: the first event that has samples.
    /// </summary>
    public string? Event { get; init; }

    /// <summary>As a name: the time on the CPUs and off them, of a recording that has both.</summary>
    internal const string WallClock = "wall-clock";

    /// <summary>Adds up all events; only useful where their weights have the same unit.</summary>
    public bool IncludeAllEvents { get; init; }

    /// <summary>Id of the process, or null for all.</summary>
    public int? Pid { get; init; }

    /// <summary>Id of the thread, or null for all.</summary>
    public int? Tid { get; init; }

    /// <summary>A thread's command name, compared ordinally.</summary>
    public string? Command { get; init; }

    /// <summary>First nanosecond, on the recording's clock.</summary>
    public long? From { get; init; }

    /// <summary>The nanosecond after the last, on the recording's clock.</summary>
    public long? To { get; init; }

    internal ExecutionMode Mode { get; init; }

    internal RunId? Run { get; init; }

    /// <exception cref="PerfHarnessException">The event is not in the profile, or a time window is set and the profile has no times.</exception>
    public SampleSelection Apply(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if ((From is not null || To is not null) && !profile.Samples.KeepsTimes)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.UsageError,
                "a time window needs sample times, which this input does not have",
                "Use a perf.data file or the output of 'perf script'.");
        }

        var events = SelectEvents(profile);
        var threads = new bool[profile.Threads.Count];
        for (var i = 0; i < threads.Length; i++)
        {
            var thread = profile.Threads[i];
            threads[i] = (Pid is null || thread.Pid == Pid)
                && (Tid is null || thread.Tid == Tid)
                && (Command is null || thread.CommandName == Command);
        }

        var rows = new List<int>(profile.Samples.Count);
        for (var row = 0; row < profile.Samples.Count; row++)
        {
            var sample = profile.Samples[row];
            if (events[sample.Event.Index] && threads[sample.Thread.Index] && (Run is null || sample.Run == Run)
                && (From is null || sample.Time >= From) && (To is null || sample.Time < To) && MatchesMode(profile, sample.Stack))
            {
                rows.Add(row);
            }
        }

        return new SampleSelection(profile, [.. rows]);
    }

    private bool MatchesMode(Profile profile, StackId stack)
    {
        if (Mode == ExecutionMode.Both)
        {
            return true;
        }

        var kernel = stack != StackId.Empty && profile.Frames[profile.Stacks.GetFrame(stack)].Kind == FrameKind.Kernel;
        return kernel == (Mode == ExecutionMode.Kernel);
    }

    private bool[] SelectEvents(Profile profile)
    {
        var selected = new bool[profile.Events.Count];
        if (IncludeAllEvents)
        {
            Array.Fill(selected, true);
        }
        else if (Event is null)
        {
            if (selected.Length > 0)
            {
                selected[MainEvent.Find(profile).Index] = true;
            }
        }
        else
        {
            SelectByName(profile, Event, selected);
        }

        return selected;
    }

    private static void SelectByName(Profile profile, string name, bool[] selected)
    {
        if (name == WallClock && profile.Events.Any(info => info.IsOffCpu))
        {
            for (var i = 0; i < selected.Length; i++)
            {
                selected[i] = profile.Events[i].Unit == EventUnit.Nanoseconds;
            }
        }
        else
        {
            SelectByOwnName(profile, name, selected);
        }
    }

    private static void SelectByOwnName(Profile profile, string name, bool[] selected)
    {
        var any = false;
        // An exact name takes precedence over the same name with modifiers: "cycles" beside "cycles:u" is one event, not both.
        for (var pass = 0; pass < 2 && !any; pass++)
        {
            for (var i = 0; i < selected.Length; i++)
            {
                var candidate = profile.Events[i].Name;
                selected[i] = pass == 0 ? candidate == name : candidate.StartsWith(name + ":", StringComparison.Ordinal);
                any |= selected[i];
            }
        }

        if (!any)
        {
            var known = string.Join(", ", profile.Events.Select(e => e.Name));
            throw new PerfHarnessException(
                DiagnosticCodes.UsageError, $"the input has no event '{name}'", known.Length == 0 ? null : $"Available: {known}.");
        }
    }
}
