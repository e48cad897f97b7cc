namespace PerfHarness.Experiments;

/// <summary>A benchmark of <c>Workloads</c>, with a function named <c>Tuned</c> that can be made slower.</summary>
/// <param name="Name">The first argument of Workloads.</param>
/// <param name="Rounds">Amount of work: about three seconds.</param>
/// <param name="SlowerPerMille">Work of <c>Tuned</c> in the slower variant, in per mille of its default.</param>
/// <param name="Kind">Description in the tables.</param>
internal sealed record Workload(string Name, int Rounds, int SlowerPerMille, string Kind)
{
    public static readonly IReadOnlyList<Workload> All =
    [
        new("queries", 5500, 1350, "LINQ and JSON"),
        new("text", 8500, 1220, "regular expressions, strings"),
        new("threads", 5000, 1300, "all processors, garbage collection"),
        new("channels", 14000, 1280, "async producer and consumer"),
        new("expressions", 11500, 1550, "virtual calls, delegates"),
        new("numbers", 1700, 1380, "tight loops"),
    ];

    /// <summary>The name of the variant with the slower <c>Tuned</c>.</summary>
    public string SlowerName => Name + "-slower";
}
