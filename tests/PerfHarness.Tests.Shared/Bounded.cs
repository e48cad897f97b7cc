using System.Globalization;

namespace PerfHarness.Tests.Shared;

/// <summary>
/// Holds what reads a damaged input to a bound of memory that does not depend on the machine: bytes that this thread
/// allocates. The bound of time is the test's own limit, which ends it also where it would never return.
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
