using PerfHarness.FakePerf;

// FAKEPERF names how it misbehaves; see Misbehaviour. A script's recordings are of user code: no CPU time of the kernel's
// has to agree with them, and so none of the machine's noise is in their verdicts.
var usual = RecordingScript.Current is null ? Misbehavior.None : Misbehavior.NoKernel;
var misbehaviour = Environment.GetEnvironmentVariable("FAKEPERF") is { } name ? Enum.Parse<Misbehavior>(name) : usual;
return args switch
{
    ["--version", ..] => FakeResponses.Version(misbehaviour),
    ["stat", ..] => FakeResponses.Stat(args, misbehaviour),
    ["record", ..] => new FakeRecord(args, misbehaviour).Run(),
    _ => 129,
};
