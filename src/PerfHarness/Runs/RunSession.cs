using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>Runs that are recorded together, sharing one state of the machine and the same inputs.</summary>
internal sealed class RunSession
{
    private readonly string _id = SessionName.Create(DateTimeOffset.UtcNow);
    private readonly string _inputHash;
    private readonly CommandTarget _command;

    public RunSession(Bench bench) => (_command, _inputHash) = (bench.Command, bench.Inputs?.ComputeHash() ?? "");

    /// <summary>The conditions as far as they are known before anything is recorded.</summary>
    public Conditions ReadConditions() => RunConditions.Create(_command, _inputHash);

    public Measurement Measure(Profile profile, RecordedSide side) =>
        Measurement.Create(profile, _id, RunConditions.Create(side.Command, _inputHash, side.Runtime));

    /// <summary>The baseline's runs, with the program's module named as the candidate's.</summary>
    public Measurement MeasureBaseline(RecordedSide side) =>
        MainModule.Rename(Measure(side.BuildProfile(), side), MainModule.GetName(side.Command), MainModule.GetName(_command));
}
