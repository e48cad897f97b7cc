using NUnit.Framework;
using NUnit.Framework.Constraints;
using PerfHarness.TestHosts;

namespace PerfHarness;

/// <summary>Satisfied by a <see cref="PerfRun"/> that has not regressed. If profiling is impossible, the test is ignored.</summary>
public sealed class WithinBaselineConstraint : Constraint
{
    /// <inheritdoc/>
    public override string Description => "a profile within its baseline";

    /// <inheritdoc/>
    public override ConstraintResult ApplyTo<TActual>(TActual actual)
    {
        var run = actual as PerfRun ?? throw new ArgumentException(
            $"expected a PerfRun (from PerfRun.RecordAsync), but was {actual?.GetType().Name ?? "null"}", nameof(actual));
        foreach (var file in run.Files)
        {
            TestContext.AddTestAttachment(file);
        }

        switch (run.Outcome)
        {
            case TestGateOutcome.Unavailable:
                SkipReason.Write(run.Message);
                Assert.Ignore(run.Message);
                break;
            case TestGateOutcome.Inconclusive:
                SkipReason.Write(run.Message);
                Assert.Inconclusive(run.Message);
                break;
        }

        return new WithinBaselineResult(this, run);
    }

    private sealed class WithinBaselineResult(Constraint constraint, PerfRun run)
        : ConstraintResult(constraint, run, run.Outcome == TestGateOutcome.Passed)
    {
        public override void WriteActualValueTo(MessageWriter writer) => writer.Write(run.Message);
    }
}
