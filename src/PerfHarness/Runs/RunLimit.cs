using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Runs;

/// <summary>A maximum time for one run.</summary>
internal static class RunLimit
{
    /// <param name="limit">Null for no limit.</param>
    /// <param name="createFailure">What is thrown where the work took longer and was cancelled for that.</param>
    /// <exception cref="OperationCanceledException">It was cancelled for another reason.</exception>
    public static async Task<T> RunAsync<T>(
        TimeSpan? limit, Func<CancellationToken, Task<T>> work, Func<TimeSpan, PerfHarnessException> createFailure, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (limit is { } time)
        {
            limited.CancelAfter(time);
        }

        try
        {
            return await work(limited.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && limited.IsCancellationRequested)
        {
            throw createFailure(limit!.Value);
        }
    }
}
