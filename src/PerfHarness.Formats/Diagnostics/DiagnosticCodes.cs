namespace PerfHarness.Formats.Diagnostics;

/// <summary>
/// All codes, fixed once released: 1xxx reading files, 2xxx the verdict, 3xxx what this machine allows, 4xxx usage and
/// configuration, 5xxx the profiled command. <c>eng/diagnostics.md</c> has the cause and the remedy of each.
/// </summary>
public static class DiagnosticCodes
{
    // 10xx: profiles (perf.data, perf script, folded stacks, pprof)
    /// <summary>The input is not a profile.</summary>
    public static readonly DiagnosticCode UnrecognizedInput = new(1001);

    /// <summary>The input ends too early.</summary>
    public static readonly DiagnosticCode TruncatedInput = new(1002);

    /// <summary>A part of the input is corrupt.</summary>
    public static readonly DiagnosticCode CorruptRecord = new(1003);

    /// <summary>The recording is of the other byte order.</summary>
    public static readonly DiagnosticCode UnsupportedByteOrder = new(1004);

    /// <summary>The header is corrupt.</summary>
    public static readonly DiagnosticCode CorruptHeader = new(1005);

    /// <summary>Records of an unknown type were skipped.</summary>
    public static readonly DiagnosticCode UnknownRecords = new(1006);

    /// <summary>Records were lost while recording.</summary>
    public static readonly DiagnosticCode LostSamples = new(1007);

    /// <summary>A compressed record cannot be expanded.</summary>
    public static readonly DiagnosticCode CompressedRecords = new(1008);

    // 1009 is reserved: it was never reported.

    /// <summary>There are no samples.</summary>
    public static readonly DiagnosticCode EmptyProfile = new(1010);

    /// <summary>A line cannot be read.</summary>
    public static readonly DiagnosticCode MalformedLine = new(1011);

    /// <summary>A file or folder cannot be read.</summary>
    public static readonly DiagnosticCode UnreadableFile = new(1012);

    /// <summary>The stacks could not be unwound.</summary>
    public static readonly DiagnosticCode StacksWithoutUnwinder = new(1014);

    /// <summary>The kernel throttled sampling.</summary>
    public static readonly DiagnosticCode ThrottledSamples = new(1015);

    /// <summary>A part of the CPU time has no samples.</summary>
    public static readonly DiagnosticCode UnsampledTime = new(1016);

    /// <summary>Stacks were cut before their thread's start.</summary>
    public static readonly DiagnosticCode TruncatedStacks = new(1017);

    /// <summary>Stacks end in code that keeps no frame pointer.</summary>
    public static readonly DiagnosticCode BrokenStacks = new(1018);

    // 11xx: symbols (ELF, DWARF, perf maps, jitdump, ReadyToRun, PDB)
    /// <summary>An ELF file is corrupt.</summary>
    public static readonly DiagnosticCode CorruptElf = new(1101);

    /// <summary>Debug information is corrupt.</summary>
    public static readonly DiagnosticCode CorruptDwarf = new(1102);

    /// <summary>A perf map or jitdump is not trusted.</summary>
    public static readonly DiagnosticCode UntrustedPerfMap = new(1103);

    /// <summary>Lines of a perf map cannot be read.</summary>
    public static readonly DiagnosticCode MalformedPerfMap = new(1104);

    /// <summary>A jitdump is corrupt.</summary>
    public static readonly DiagnosticCode CorruptJitDump = new(1105);

    /// <summary>A precompiled .NET image is corrupt.</summary>
    public static readonly DiagnosticCode CorruptReadyToRun = new(1106);

    /// <summary>A PDB is corrupt.</summary>
    public static readonly DiagnosticCode CorruptPdb = new(1107);

    /// <summary>A file is of another build.</summary>
    public static readonly DiagnosticCode BuildIdMismatch = new(1108);

    /// <summary>Kernel functions cannot be named.</summary>
    public static readonly DiagnosticCode KernelAddressesHidden = new(1109);

    /// <summary>A symbol server failed.</summary>
    public static readonly DiagnosticCode SymbolServerFailed = new(1110);

    /// <summary>A native library is missing.</summary>
    public static readonly DiagnosticCode LibraryMissing = new(1111);

    /// <summary>Debug information is of a form that is not read.</summary>
    public static readonly DiagnosticCode UnsupportedDebugInfo = new(1112);

    /// <summary>There is no usable perf map.</summary>
    public static readonly DiagnosticCode PerfMapUnavailable = new(1113);

    /// <summary>A .NET jitdump has no methods.</summary>
    public static readonly DiagnosticCode JitDumpWithoutMethods = new(1114);

    /// <summary>A file with symbols is missing.</summary>
    public static readonly DiagnosticCode SymbolFileMissing = new(1115);

    /// <summary>A perf map or jitdump is of another process.</summary>
    public static readonly DiagnosticCode StalePerfMap = new(1116);

    /// <summary>The runtime's native libraries have no symbols here.</summary>
    public static readonly DiagnosticCode RuntimeWithoutSymbols = new(1117);

    /// <summary>Records that are no samples were skipped.</summary>
    public static readonly DiagnosticCode SkippedRecords = new(1118);

    // 20xx: the verdict
    /// <summary>A function regressed.</summary>
    public static readonly DiagnosticCode Regression = new(2001);

    /// <summary>The data cannot decide.</summary>
    public static readonly DiagnosticCode Inconclusive = new(2002);

    /// <summary>Time moved between neighbors.</summary>
    public static readonly DiagnosticCode CostMoved = new(2003);

    /// <summary>A budget is exceeded.</summary>
    public static readonly DiagnosticCode BudgetExceeded = new(2004);

    /// <summary>The program needs more CPU time.</summary>
    public static readonly DiagnosticCode TotalSlower = new(2005);

    /// <summary>A large function is new.</summary>
    public static readonly DiagnosticCode NewFunction = new(2006);

    /// <summary>There is no baseline.</summary>
    public static readonly DiagnosticCode BaselineMissing = new(2007);

    /// <summary>The baseline cannot be compared.</summary>
    public static readonly DiagnosticCode NotComparable = new(2008);

    /// <summary>A waiver has expired.</summary>
    public static readonly DiagnosticCode WaiverExpired = new(2009);

    /// <summary>A baseline cannot be used.</summary>
    public static readonly DiagnosticCode CorruptBaseline = new(2010);

    /// <summary>The baseline has few sessions.</summary>
    public static readonly DiagnosticCode InsufficientBaseline = new(2011);

    /// <summary>A function seems to be renamed.</summary>
    public static readonly DiagnosticCode FunctionRenamed = new(2012);

    /// <summary>The baseline was recorded under other conditions.</summary>
    public static readonly DiagnosticCode EnvironmentDiffers = new(2013);

    /// <summary>Much of the code was not optimized yet.</summary>
    public static readonly DiagnosticCode UnoptimizedCode = new(2014);

    /// <summary>A program is not the one that was recorded.</summary>
    public static readonly DiagnosticCode ProgramChanged = new(2015);

    /// <summary>The baseline's program is not to be had, so nothing can be confirmed.</summary>
    public static readonly DiagnosticCode ProgramUnavailable = new(2016);

    /// <summary>Which programs were recorded interleaved.</summary>
    public static readonly DiagnosticCode ComparedPrograms = new(2017);

    /// <summary>A baseline's runs are too short or too few.</summary>
    public static readonly DiagnosticCode ShortBaseline = new(2018);

    /// <summary>A pattern matches no function.</summary>
    public static readonly DiagnosticCode UnmatchedPattern = new(2019);

    /// <summary>A benchmark was not judged.</summary>
    public static readonly DiagnosticCode NotJudged = new(2020);

    /// <summary>A counter rose.</summary>
    public static readonly DiagnosticCode CounterRegression = new(2021);

    // 30xx: what this machine allows
    /// <summary>perf is missing or too old.</summary>
    public static readonly DiagnosticCode PerfMissing = new(3001);

    /// <summary>Profiling is not permitted.</summary>
    public static readonly DiagnosticCode ProfilingForbidden = new(3002);

    /// <summary>This is not Linux.</summary>
    public static readonly DiagnosticCode NotLinux = new(3003);

    /// <summary>Only user code can be sampled.</summary>
    public static readonly DiagnosticCode KernelSamplesForbidden = new(3004);

    /// <summary>There are no hardware counters.</summary>
    public static readonly DiagnosticCode NoHardwareCounters = new(3005);

    /// <summary>The event cannot be sampled here.</summary>
    public static readonly DiagnosticCode EventUnsupported = new(3006);

    /// <summary>perf failed.</summary>
    public static readonly DiagnosticCode PerfFailed = new(3007);

    /// <summary>The limit of locked memory is low.</summary>
    public static readonly DiagnosticCode MlockLimit = new(3008);

    /// <summary>The frequency is above the kernel's limit.</summary>
    public static readonly DiagnosticCode FrequencyTooHigh = new(3009);

    /// <summary>A recording has no samples.</summary>
    public static readonly DiagnosticCode NoSamples = new(3010);

    /// <summary>A process cannot be attached to.</summary>
    public static readonly DiagnosticCode AttachFailed = new(3011);

    /// <summary>Tracepoints cannot be read.</summary>
    public static readonly DiagnosticCode TracepointsUnreadable = new(3012);

    /// <summary>Probes cannot be added.</summary>
    public static readonly DiagnosticCode ProbesUnavailable = new(3013);

    /// <summary>A function cannot be probed.</summary>
    public static readonly DiagnosticCode ProbeInvalid = new(3014);

    /// <summary>Something of a recording is left behind.</summary>
    public static readonly DiagnosticCode LeftBehind = new(3015);

    // 40xx: usage and configuration
    /// <summary>The command line, or a combination of options, is wrong.</summary>
    public static readonly DiagnosticCode UsageError = new(4001);

    /// <summary>A setting is wrong.</summary>
    public static readonly DiagnosticCode ConfigurationError = new(4002);

    /// <summary>An output cannot be written.</summary>
    public static readonly DiagnosticCode OutputNotWritable = new(4003);

    /// <summary>No function, or more than one, has this name.</summary>
    public static readonly DiagnosticCode UnknownFunction = new(4004);

    /// <summary>There is no such benchmark.</summary>
    public static readonly DiagnosticCode UnknownBench = new(4005);

    // 50xx: the profiled command
    /// <summary>The command failed.</summary>
    public static readonly DiagnosticCode CommandFailed = new(5001);

    /// <summary>The command cannot be started.</summary>
    public static readonly DiagnosticCode CommandNotFound = new(5002);

    /// <summary>The command ran for too long.</summary>
    public static readonly DiagnosticCode CommandTimedOut = new(5003);

    /// <summary>A test host failed.</summary>
    public static readonly DiagnosticCode TestHostFailed = new(5005);

    /// <summary>The command's number of operations cannot be used.</summary>
    public static readonly DiagnosticCode InvalidOperations = new(5004);

    /// <summary>A server was not ready for its load.</summary>
    public static readonly DiagnosticCode ServerNotReady = new(5006);

    /// <summary>The load on a server failed.</summary>
    public static readonly DiagnosticCode LoadFailed = new(5007);

    /// <summary>A server did not end when it was asked to.</summary>
    public static readonly DiagnosticCode ServerNotStopped = new(5008);

    // 90xx: defects of PerfHarness itself
    /// <summary>A defect in PerfHarness.</summary>
    public static readonly DiagnosticCode InternalError = new(9001);
}
