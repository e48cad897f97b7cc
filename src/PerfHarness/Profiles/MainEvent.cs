namespace PerfHarness.Profiles;

/// <summary>
/// The event that reports, folding and the gate look at when no other is chosen: the first event of the recording that has
/// any samples, in the order of <c>-e</c>. Samples of different events are never added up, since the sum means nothing.
/// <para>
/// The first and not the one with most samples, for three reasons. The user put it first, and <c>perf report</c> opens with
/// it, too. It is the same in every run: of two events with similar counts (<c>-e cycles,faults</c>) either can have more
/// samples in a run, and two sides that count different events cannot be compared. And it can be found from the counts
/// alone, so that a run is checked before anything in it has a name. An event without samples is skipped: perf adds
/// some of its own (<c>dummy</c>), and a virtual machine may accept a counter that never counts.
/// </para>
/// <para>
/// The order is the file's: perf.data has that of <c>-e</c>, pprof begins with its default sample type, and the text of
/// <c>perf script</c> names events in the order in which they first occur.
/// </para>
/// </summary>
internal static class MainEvent
{
    /// <summary>The first row of <see cref="Profile.Events"/> where no event has samples.</summary>
    public static EventId Find(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var samples = new long[profile.Events.Count];
        for (var row = 0; row < profile.Samples.Count; row++)
        {
            var sample = profile.Samples[row];
            samples[sample.Event.Index] += sample.Count;
        }

        return new EventId(Math.Max(FindIndex(samples), 0));
    }

    /// <param name="samples">Number of samples of each event, in the order of the recording.</param>
    /// <returns>-1 where there are none.</returns>
    public static int FindIndex(ReadOnlySpan<long> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            if (samples[i] != 0)
            {
                return i;
            }
        }

        return -1;
    }
}
