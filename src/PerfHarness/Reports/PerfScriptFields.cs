namespace PerfHarness.Reports;

/// <summary>Fields of <see cref="PerfScriptWriter"/>, by the names that <c>perf script -F</c> has for them.</summary>
[Flags]
internal enum PerfScriptFields
{
    None = 0,
    Comm = 1,
    Pid = 1 << 1,
    Tid = 1 << 2,
    Time = 1 << 3,
    Period = 1 << 4,
    Event = 1 << 5,
    Ip = 1 << 6,
    Sym = 1 << 7,
    Symoff = 1 << 8,
    Dso = 1 << 9,
    Srcline = 1 << 10,
    Default = Comm | Tid | Time | Period | Event | Ip | Sym | Symoff | Dso,
}
