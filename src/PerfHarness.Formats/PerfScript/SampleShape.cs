namespace PerfHarness.Formats.PerfScript;

/// <summary>Which fields samples have, as the first of a text shows: it distinguishes them from a command's name.</summary>
internal readonly record struct SampleShape(bool HasThreads, bool HasCpus)
{
    /// <summary>Before the first sample.</summary>
    public static readonly SampleShape Unknown = new(true, true);

    public static SampleShape Of(in SampleHead head) => new(head.HasThread, head.HasThread || head.Cpu >= 0);
}
