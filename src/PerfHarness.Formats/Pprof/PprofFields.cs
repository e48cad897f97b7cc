namespace PerfHarness.Pprof;

/// <summary>
/// Field numbers of profile.proto (github.com/google/pprof), and ours from 1000 on. Every protobuf reader skips fields
/// that it does not know, so a file of ours opens anywhere, and comes back to us with the frames' kinds, the runs and
/// the rest that the format has no place for.
/// </summary>
public static class PprofFields
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

    /// <summary>Of Profile: a run.</summary>
    public const int Run = 1000;

    /// <summary>Of Profile: the machine.</summary>
    public const int Origin = 1001;

    /// <summary>Of Profile: a module without names, and why.</summary>
    public const int Unnamed = 1002;

    /// <summary>Of Profile: an event; the i-th one has the sample types 2i (samples) and 2i + 1 (weight).</summary>
    public const int Event = 1003;

    /// <summary>Of Profile: the samples have times.</summary>
    public const int KeepsTimes = 1004;

    /// <summary>Of Function: index of the module's name.</summary>
    public const int FunctionModule = 1000;

    /// <summary>Of Function: column of the definition.</summary>
    public const int FunctionColumn = 1001;

    /// <summary>Of Line: kind, tier, and flags (1 inlined, 2 without a name), 8 bits each.</summary>
    public const int LineFrame = 1000;

    /// <summary>Of Line: address, where it differs from the location's.</summary>
    public const int LineAddress = 1001;

    /// <summary>Of Sample: row of the thread, of the event and of the run, and the time plus one.</summary>
    public const int SampleRow = 1000;
}
