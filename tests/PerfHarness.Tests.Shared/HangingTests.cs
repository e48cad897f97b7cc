namespace PerfHarness.Tests.Shared;

/// <summary>Never ends; only run to see that the limit ends it.</summary>
public sealed class HangingTests
{
    [Fact(Explicit = true)]
    public void Without_asking() => Thread.Sleep(Timeout.Infinite);

    [Fact(Explicit = true)]
    public Task But_may_be_cancelled() => Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
}
