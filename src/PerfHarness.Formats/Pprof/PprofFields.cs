namespace PerfHarness.Formats.Pprof;

/// <summary>
/// Field numbers of profile.proto (github.com/google/pprof), and four of PerfHarness at the end of the numbers that fit into a
/// byte: some readers know no others. A reader skips what it does not know, so its files open anywhere.
/// </summary>
internal static class PprofFields
{
    public const int SampleType = 1;
    public const int Sample = 2;
    public const int Mapping = 3;
    public const int Location = 4;
    public const int Function = 5;
    public const int StringTable = 6;
    public const int TimeNanos = 9;
    public const int DurationNanos = 10;
    public const int PeriodType = 11;
    public const int Period = 12;
    public const int Comment = 13;
    public const int DefaultSampleType = 14;

    /// <summary>Of Function, PerfHarness only: column of the definition.</summary>
    public const int FunctionColumn = 14;

    /// <summary>Of Function, PerfHarness only: index of the module's name.</summary>
    public const int FunctionModule = 15;

    /// <summary>Of Line, PerfHarness only: address plus one, where it differs from the location's.</summary>
    public const int LineAddress = 14;

    /// <summary>Of Line, PerfHarness only: kind, tier, and flags (1 inlined, 2 without a name), 8 bits each from the lowest on, plus one.</summary>
    public const int LineFrame = 15;
}
