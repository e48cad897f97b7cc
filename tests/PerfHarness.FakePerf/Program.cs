using PerfHarness.FakePerf;

// FAKEPERF names how it misbehaves; see Misbehaviour.
var misbehaviour = Enum.Parse<Misbehaviour>(Environment.GetEnvironmentVariable("FAKEPERF") ?? nameof(Misbehaviour.None));
return args switch
{
    ["--version", ..] => Answers.Version(misbehaviour),
    ["stat", ..] => Answers.Stat(args, misbehaviour),
    ["record", ..] => new FakeRecord(args, misbehaviour).Run(),
    _ => 129,
};
