using PerfHarness.Formats.PerfData;
using PerfHarness.Import;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Import;

public sealed class StackCacheTests
{
    [Fact]
    public void A_stack_is_found_by_the_whole_digest()
    {
        var cache = new StackCache();
        cache.Add(new CallchainDigest(1, 1), new StackId(5));
        cache.Add(new CallchainDigest(1, 2), StackId.Empty);
        Assert.True(cache.TryGet(new CallchainDigest(1, 1), out var stack));
        Assert.Equal(new StackId(5), stack);
        Assert.True(cache.TryGet(new CallchainDigest(1, 2), out stack));
        Assert.Equal(StackId.Empty, stack);
        Assert.False(cache.TryGet(new CallchainDigest(2, 1), out _));
        Assert.False(cache.TryGet(default, out _));
    }

    [Fact]
    public void More_callchains_than_it_holds_never_give_a_wrong_stack()
    {
        var cache = new StackCache();
        var found = 0;
        for (var i = 0; i < 1_200_000; i++)
        {
            cache.Add(Digest(i), new StackId(i));
            if (cache.TryGet(Digest(i / 2), out var stack))
            {
                Assert.Equal(i / 2, stack.Index);
                found++;
            }
        }

        Assert.InRange(found, 500_000, 1_199_999);
    }

    private static CallchainDigest Digest(int i) => CallchainDigest.Compute([(ulong)i], 0);
}
