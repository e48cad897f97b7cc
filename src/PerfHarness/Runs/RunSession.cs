using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>Runs that are recorded together, sharing one state of the machine and the same inputs.</summary>
/// <param name="program">The candidate's.</param>
internal sealed class RunSession(Bench bench, ProgramState program)
{
    private readonly string _id = SessionName.Create(DateTimeOffset.UtcNow);
    private readonly string _inputHash = bench.Inputs?.ComputeHash() ?? "";
    private readonly CommandTarget _command = bench.Command;

    /// <summary>The conditions as far as they are known before anything is recorded.</summary>
    public Conditions ReadConditions() => program.AddTo(RunConditions.Create(_command, _inputHash));

    public Measurement Measure(Profile profile, RecordedSide side) => Measure(profile, side, program);

    /// <summary>The baseline's runs, with the program's module named as the candidate's.</summary>
    /// <param name="baselineProgram">Which program it is.</param>
    public Measurement MeasureBaseline(Profile profile, RecordedSide side, ProgramState baselineProgram) => MainModule.Rename(
        Measure(profile, side, baselineProgram), MainModule.GetName(side.Command), MainModule.GetName(_command));

    private Measurement Measure(Profile profile, RecordedSide side, ProgramState state) =>
        Measurement.Create(profile, _id, state.AddTo(RunConditions.Create(side.Command, _inputHash, side.Runtime)));
}
