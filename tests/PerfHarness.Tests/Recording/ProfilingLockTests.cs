using PerfHarness.Recording;

namespace PerfHarness.Tests.Recording;

[Collection(ProfilingLockCollection.Name)]
public sealed class ProfilingLockTests
{
    [Fact]
    public async Task A_second_recording_waits_until_the_first_has_ended()
    {
        var name = $"perfharness-test-{Guid.NewGuid():N}";
        var first = await ProfilingLock.AcquireAsync(null, name, TestContext.Current.CancellationToken);
        var waiting = new TaskCompletionSource();
        var second = ProfilingLock.AcquireAsync(waiting.SetResult, name, TestContext.Current.CancellationToken);
        await waiting.Task;
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task A_new_request_for_the_lock_is_served_after_those_already_waiting()
    {
        var name = $"perfharness-test-{Guid.NewGuid():N}";
        var cancellation = TestContext.Current.CancellationToken;
        var first = await ProfilingLock.AcquireAsync(null, name, cancellation);
        var waiting = new TaskCompletionSource();
        var second = ProfilingLock.AcquireAsync(waiting.SetResult, name, cancellation);
        await waiting.Task;
        first.Dispose();
        var again = ProfilingLock.AcquireAsync(null, name, cancellation);
        var turn = await second;
        Assert.False(again.IsCompleted);
        turn.Dispose();
        (await again).Dispose();
    }

    [Fact]
    public async Task The_holder_sees_that_someone_waits()
    {
        var name = $"perfharness-test-{Guid.NewGuid():N}";
        var cancellation = TestContext.Current.CancellationToken;
        var first = await ProfilingLock.AcquireAsync(null, name, cancellation);
        Assert.False(first.IsAwaited);
        var waiting = new TaskCompletionSource();
        var second = ProfilingLock.AcquireAsync(waiting.SetResult, name, cancellation);
        await waiting.Task;
        Assert.True(first.IsAwaited);
        first.Dispose();
        (await second).Dispose();
    }
}
