namespace PerfHarness;

/// <summary>A measured test that regressed: xUnit counts it among failed assertions.</summary>
/// <param name="message">Verdict, a row for each function that matters, paths.</param>
public sealed class PerfGateException(string message) : Exception(message), IAssertionException
{
    /// <summary>None: the call stack is the harness's, not the test's.</summary>
    public override string? StackTrace => null;
}
