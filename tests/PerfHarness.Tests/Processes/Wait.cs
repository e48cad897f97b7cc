namespace PerfHarness.Tests.Processes;

internal static class Wait
{
    /// <summary>As long as the test's own time limit lets it.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
