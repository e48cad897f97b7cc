using PerfHarness.Profiles;

namespace PerfHarness.Recording;

/// <summary>What a recording has of one event.</summary>
/// <param name="Name">As perf writes it.</param>
/// <param name="Unit">What <paramref name="Weight"/> counts.</param>
/// <param name="Weight">Sum of the samples' periods.</param>
internal readonly record struct EventCount(string Name, string Unit, long Samples, long Weight)
{
    /// <summary>Each occurrence is one sample.</summary>
    public bool IsEachRecorded => EventUnit.IsOccurrenceUnit(Unit) && Samples == Weight;

    /// <summary>What a sample is.</summary>
    public string CountName => IsEachRecorded ? Unit : EventUnit.Samples;
}
