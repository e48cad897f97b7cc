namespace PerfHarness.Counters;

/// <summary>How far counts are added up, by perf's options.</summary>
/// <param name="Option">perf's option; empty for one sum over everything.</param>
/// <param name="Fields">Fields that it puts before each count.</param>
internal sealed record CounterScope(string Option, int Fields)
{
    public static readonly CounterScope All = new("", 0);
    public static readonly CounterScope Cpu = new("--no-aggr", 1);
    public static readonly CounterScope Core = new("--per-core", 2);
    public static readonly CounterScope Die = new("--per-die", 2);
    public static readonly CounterScope Socket = new("--per-socket", 2);
    public static readonly CounterScope Node = new("--per-node", 2);
    public static readonly CounterScope Thread = new("--per-thread", 1);
}
