namespace PerfHarness.Formats.Diagnostics;

/// <summary>
/// All codes, fixed once released: 1xxx reading files, 2xxx the verdict, 3xxx what this machine allows, 4xxx usage and
/// configuration, 5xxx the profiled command.
/// </summary>
public static class DiagnosticCodes
{
    // 10xx: profiles (perf.data, perf script, folded stacks, pprof)
    public static readonly DiagnosticCode UnrecognizedInput = new(1001);
    public static readonly DiagnosticCode TruncatedInput = new(1002);
    public static readonly DiagnosticCode CorruptRecord = new(1003);
    public static readonly DiagnosticCode UnsupportedByteOrder = new(1004);
    public static readonly DiagnosticCode CorruptHeader = new(1005);
    public static readonly DiagnosticCode UnknownRecords = new(1006);
    public static readonly DiagnosticCode LostSamples = new(1007);
    public static readonly DiagnosticCode CompressedRecords = new(1008);
    // 1009 is reserved: it was never reported.
    public static readonly DiagnosticCode EmptyProfile = new(1010);
    public static readonly DiagnosticCode MalformedLine = new(1011);
    public static readonly DiagnosticCode UnreadableFile = new(1012);
    public static readonly DiagnosticCode StacksFromPerfScript = new(1013);
    public static readonly DiagnosticCode StacksWithoutUnwinder = new(1014);
    public static readonly DiagnosticCode ThrottledSamples = new(1015);

    // 11xx: symbols (ELF, DWARF, perf maps, jitdump, ReadyToRun, PDB)
    public static readonly DiagnosticCode CorruptElf = new(1101);
    public static readonly DiagnosticCode CorruptDwarf = new(1102);
    public static readonly DiagnosticCode UntrustedPerfMap = new(1103);
    public static readonly DiagnosticCode MalformedPerfMap = new(1104);
    public static readonly DiagnosticCode CorruptJitDump = new(1105);
    public static readonly DiagnosticCode CorruptReadyToRun = new(1106);
    public static readonly DiagnosticCode CorruptPdb = new(1107);
    public static readonly DiagnosticCode BuildIdMismatch = new(1108);
    public static readonly DiagnosticCode KernelAddressesHidden = new(1109);
    public static readonly DiagnosticCode SymbolServerFailed = new(1110);
    public static readonly DiagnosticCode LibraryMissing = new(1111);
    public static readonly DiagnosticCode UnsupportedDebugInfo = new(1112);
    public static readonly DiagnosticCode PerfMapUnavailable = new(1113);
    public static readonly DiagnosticCode JitDumpWithoutMethods = new(1114);
    public static readonly DiagnosticCode SymbolFileMissing = new(1115);

    // 20xx: the verdict
    public static readonly DiagnosticCode Regression = new(2001);
    public static readonly DiagnosticCode Inconclusive = new(2002);
    public static readonly DiagnosticCode CostMoved = new(2003);
    public static readonly DiagnosticCode BudgetExceeded = new(2004);
    public static readonly DiagnosticCode TotalSlower = new(2005);
    public static readonly DiagnosticCode NewFunction = new(2006);
    public static readonly DiagnosticCode BaselineMissing = new(2007);
    public static readonly DiagnosticCode NotComparable = new(2008);
    public static readonly DiagnosticCode WaiverExpired = new(2009);
    public static readonly DiagnosticCode CorruptBaseline = new(2010);
    public static readonly DiagnosticCode InsufficientBaseline = new(2011);
    public static readonly DiagnosticCode FunctionRenamed = new(2012);
    public static readonly DiagnosticCode EnvironmentDiffers = new(2013);
    public static readonly DiagnosticCode UnoptimizedCode = new(2014);

    // 30xx: what this machine allows
    public static readonly DiagnosticCode PerfMissing = new(3001);
    public static readonly DiagnosticCode ProfilingForbidden = new(3002);
    public static readonly DiagnosticCode NotLinux = new(3003);
    public static readonly DiagnosticCode KernelSamplesForbidden = new(3004);
    public static readonly DiagnosticCode NoHardwareCounters = new(3005);
    public static readonly DiagnosticCode EventUnsupported = new(3006);
    public static readonly DiagnosticCode PerfFailed = new(3007);
    public static readonly DiagnosticCode MlockLimit = new(3008);
    public static readonly DiagnosticCode FrequencyTooHigh = new(3009);
    public static readonly DiagnosticCode NoSamples = new(3010);
    public static readonly DiagnosticCode AttachFailed = new(3011);

    // 40xx: usage and configuration
    public static readonly DiagnosticCode UsageError = new(4001);
    public static readonly DiagnosticCode ConfigurationError = new(4002);
    public static readonly DiagnosticCode OutputNotWritable = new(4003);
    public static readonly DiagnosticCode UnknownFunction = new(4004);
    public static readonly DiagnosticCode UnknownBench = new(4005);

    // 50xx: the profiled command
    public static readonly DiagnosticCode CommandFailed = new(5001);
    public static readonly DiagnosticCode CommandNotFound = new(5002);
    public static readonly DiagnosticCode CommandTimedOut = new(5003);

    // 90xx: defects of PerfHarness itself
    public static readonly DiagnosticCode InternalError = new(9001);
}
