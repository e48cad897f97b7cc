namespace PerfHarness.Tests.Processes;

internal static class Wait
{
    public static async Task UntilAsync(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 3000, "waited 30 s in vain");
            await Task.Delay(10);
        }
    }
}
