using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;
using PerfHarness.TestHosts;

namespace PerfHarness;

/// <summary>
/// Runs a test's method once, then measures it in test hosts of its own; in such a host, repeats it there. All executions are on
/// the thread that NUnit chose for the test.
/// </summary>
internal sealed class PerfGateCommand(TestCommand inner, Func<TestGateOptions> createOptions) : DelegatingTestCommand(inner)
{
    public override TestResult Execute(TestExecutionContext context)
    {
        var result = innerCommand.Execute(context);
        if (result.ResultState.Status != TestStatus.Passed)
        {
            return result;
        }

        if (TestHostRun.Current is { } host)
        {
            Repeat(context, host);
        }
        else
        {
            Measure(context);
        }

        return context.CurrentResult;
    }

    private void Repeat(TestExecutionContext context, TestHostRun host)
    {
        if (!host.IsFor(NUnitTestName.Get(Test), part: ""))
        {
            return;
        }

        using var thread = new CallingThreadDispatcher();
        thread.Run(async () =>
        {
            await host.MeasureAsync(
                (shouldContinue, _) => thread.PostAsync(() => RepeatBody(context, shouldContinue)), context.CancellationToken).ConfigureAwait(false);
            return true;
        });
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

    private void Measure(TestExecutionContext context)
    {
        var test = NUnitFramework.Describe(Test);
        var gate = Task.Run(() => TestGate.RunAsync(createOptions, test, new ProgressText(), context.CancellationToken)).GetAwaiter().GetResult();
        foreach (var file in gate.Files)
        {
            TestContext.AddTestAttachment(file);
        }

        SetResult(context, gate);
    }

    private static void SetResult(TestExecutionContext context, TestGateResult gate)
    {
        switch (gate.Outcome)
        {
            case TestGateOutcome.Failed:
                context.CurrentResult.SetResult(ResultState.Failure, gate.Message);
                break;
            case TestGateOutcome.Inconclusive:
                SkipReason.Write(gate.Message);
                context.CurrentResult.SetResult(ResultState.Inconclusive, gate.Message);
                break;
            case TestGateOutcome.Unavailable:
                SkipReason.Write(gate.Message);
                context.CurrentResult.SetResult(ResultState.Ignored, gate.Message);
                break;
            default:
                TestContext.Out.WriteLine(gate.Message);
                break;
        }
    }
}
