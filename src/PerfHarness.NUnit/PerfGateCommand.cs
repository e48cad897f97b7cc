using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;
using PerfHarness.TestHosts;

namespace PerfHarness;

/// <summary>Runs a test's method once, then measures it. All executions are on the thread that NUnit chose for the test.</summary>
internal sealed class PerfGateCommand(TestCommand inner, TestGateOptions options) : DelegatingTestCommand(inner)
{
    public override TestResult Execute(TestExecutionContext context)
    {
        var result = innerCommand.Execute(context);
        if (result.ResultState.Status != TestStatus.Passed)
        {
            return result;
        }

        using var thread = new CallingThreadDispatcher();
        var gate = thread.Run(() => TestGate.RunAsync(
            options,
            (shouldContinue, _) => thread.PostAsync(() => RepeatBody(context, shouldContinue)),
            new ProgressText(),
            context.CancellationToken));
        foreach (var file in gate.Files)
        {
            TestContext.AddTestAttachment(file);
        }

        SetResult(context, gate);
        return context.CurrentResult;
    }

    private void RepeatBody(TestExecutionContext context, Func<bool> shouldContinue)
    {
        while (shouldContinue())
        {
            var result = innerCommand.Execute(context);
            if (result.ResultState.Status is not TestStatus.Passed)
            {
                throw new RepetitionFailedException(result);
            }
        }
    }

    private static void SetResult(TestExecutionContext context, TestGateResult gate)
    {
        switch (gate.Outcome)
        {
            case TestGateOutcome.Failed:
                context.CurrentResult.SetResult(ResultState.Failure, gate.Message);
                break;
            case TestGateOutcome.Inconclusive:
                context.CurrentResult.SetResult(ResultState.Inconclusive, gate.Message);
                break;
            case TestGateOutcome.Unavailable:
                context.CurrentResult.SetResult(ResultState.Ignored, gate.Message);
                break;
            default:
                TestContext.Out.WriteLine(gate.Message);
                break;
        }
    }
}
