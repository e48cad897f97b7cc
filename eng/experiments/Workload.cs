namespace PerfHarness.Experiments;

/// <summary>A program of its own kind, with a function named Tuned that can be made slower.</summary>
/// <param name="Name">The first argument of Workloads.</param>
/// <param name="Rounds">About three seconds of it.</param>
/// <param name="Slower">Per mille of its usual work that Tuned does where it is slower.</param>
/// <param name="Kind">What it is, in words.</param>
internal sealed record Workload(string Name, int Rounds, int Slower, string Kind)
{
    public static readonly IReadOnlyList<Workload> All =
    [
        new("queries", 5500, 1350, "LINQ and JSON"),
        new("text", 8500, 1220, "regular expression, strings"),
        new("threads", 5000, 1300, "all processors, garbage"),
        new("channels", 14000, 1280, "async producer and consumer"),
        new("expressions", 11500, 1550, "virtual calls, delegates"),
        new("numbers", 1700, 1380, "tight loops"),
    ];

    /// <summary>Names the recordings of the slower form.</summary>
    public string SlowerName => Name + "-slower";
}
