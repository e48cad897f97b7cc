namespace PerfHarness.Import;

/// <summary>Keys of the labels in PerfHarness's pprof files.</summary>
internal static class PprofLabels
{
    public const string Thread = "thread";
    public const string Pid = "pid";
    public const string Tid = "tid";
    public const string Run = "run";
    public const string Time = "time";
}
