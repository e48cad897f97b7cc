using PerfHarness.FakePerf;

// FAKEPERF names how it misbehaves; see Misbehaviour. A script's recordings are of user code: no CPU time of the kernel's
// has to agree with them, and so none of the machine's noise is in their verdicts.
var usual = RecordingScript.Current is null ? Misbehaviour.None : Misbehaviour.NoKernel;
var misbehaviour = Environment.GetEnvironmentVariable("FAKEPERF") is { } name ? Enum.Parse<Misbehaviour>(name) : usual;
return args switch
{
    ["--version", ..] => Answers.Version(misbehaviour),
    ["stat", ..] => Answers.Stat(args, misbehaviour),
    ["record", ..] => new FakeRecord(args, misbehaviour).Run(),
    _ => 129,
};
