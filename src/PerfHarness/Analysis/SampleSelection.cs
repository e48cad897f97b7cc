using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>Selected rows of a profile's sample table: what shares, flame graphs and folded stacks are computed from.</summary>
public sealed class SampleSelection
{
    private readonly int[] _rows;

    internal SampleSelection(Profile profile, int[] rows)
    {
        Profile = profile;
        _rows = rows;
        foreach (var row in rows)
        {
            var sample = profile.Samples[row];
            Samples += sample.Count;
            Weight += sample.Weight;
            IsOffCpu |= profile.Events[sample.Event.Index].IsOffCpu;
        }
    }

    /// <summary>The profile that the samples are of.</summary>
    public Profile Profile { get; }

    /// <summary>Rows of <see cref="Profile.Samples"/>, ascending.</summary>
    public IReadOnlyList<int> Rows => _rows;

    /// <summary>The same, quicker to walk.</summary>
    internal ReadOnlySpan<int> RowSpan => _rows;

    /// <summary>Samples in the rows.</summary>
    public long Samples { get; }

    /// <summary>Sum of their periods.</summary>
    public long Weight { get; }

    /// <summary>What the samples are measured by, if <paramref name="measure"/> was asked for: without periods they can only be counted,
    /// and a number of times off the CPUs says nothing about their length.</summary>
    internal Measure Resolve(Measure measure) => Weight == 0 ? Measure.Samples : IsOffCpu ? Measure.Weight : measure;

    /// <summary>Times off the CPUs are among the samples.</summary>
    internal bool IsOffCpu { get; }

    /// <summary>What a sample is: <c>faults</c> or <c>calls</c> where each of them was recorded, else <c>samples</c>.</summary>
    internal string CountName => MainEvent is { CountsOccurrences: true } info && Samples == Weight ? info.Unit : EventUnit.Samples;

    /// <summary>What <see cref="GetTotal"/> counts.</summary>
    internal string GetUnit(Measure measure) => Resolve(measure) == Measure.Samples ? CountName : MainEvent?.Unit ?? EventUnit.Samples;

    /// <summary>The event's name where its samples are occurrences, and not CPU time.</summary>
    internal string? OccurrenceName => IsOffCpu ? EventUnit.OffCpuEvent : MainEvent is { CountsOccurrences: true } info ? info.Name : null;

    private EventInfo? MainEvent => _rows.Length == 0 ? null : Profile.Events[Profile.Samples[_rows[0]].Event.Index];

    /// <summary>What shares are shares of: <see cref="Samples"/> or <see cref="Weight"/>.</summary>
    public long GetTotal(Measure measure) => measure == Measure.Samples ? Samples : Weight;

    /// <summary>Self weight of every stack, by its row, of the selected samples (of one run, where given).</summary>
    internal long[] SumSelfByStack(Measure measure, RunId? run = null)
    {
        var self = new long[Profile.Stacks.Count];
        foreach (var row in _rows)
        {
            var sample = Profile.Samples[row];
            if (run is null || sample.Run == run)
            {
                self[sample.Stack.Index] += measure == Measure.Samples ? sample.Count : sample.Weight;
            }
        }

        return self;
    }

    /// <summary>Adds every stack's value to its parents': afterwards a row holds the sum of its subtree.</summary>
    internal static void SumSubtrees(StackTable stacks, long[] values)
    {
        // A parent's row is smaller than its children's.
        for (var row = stacks.Count - 1; row > 0; row--)
        {
            values[stacks.GetParent(new StackId(row)).Index] += values[row];
        }
    }
}
