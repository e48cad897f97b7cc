using System.Globalization;

namespace PerfHarness.Tests.Shared;

/// <summary>
/// Limits the memory of a reader of corrupt input by a bound that does not depend on the machine: the bytes that this thread
/// allocates. Its time is limited by the test's own time limit, which also ends a reader that would never return.
/// </summary>
internal static class Bounded
{
    public static void Allocations(long most, Action read, string what = "the input")
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        read();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= most, string.Create(CultureInfo.InvariantCulture, $"{what}: {allocated:N0} bytes were allocated, more than {most:N0}"));
    }
}
