using PerfHarness.FakePerf;

// FAKEPERF names how it misbehaves; see Misbehavior. A script's recordings are of user code: no CPU time of the kernel's
// has to agree with them, and so none of the machine's noise is in their verdicts.
var defaultMisbehavior = RecordingScript.Current is null ? Misbehavior.None : Misbehavior.NoKernel;
var misbehavior = Environment.GetEnvironmentVariable("FAKEPERF") is { } name ? Enum.Parse<Misbehavior>(name) : defaultMisbehavior;
return args switch
{
    ["--version", ..] => FakeResponses.Version(misbehavior),
    ["stat", ..] => FakeResponses.Stat(args, misbehavior),
    ["record", ..] => new FakeRecord(args, misbehavior).Run(),
    _ => 129,
};
