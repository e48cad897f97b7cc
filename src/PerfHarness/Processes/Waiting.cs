namespace PerfHarness.Processes;

/// <summary>Waiting for the first of two ends.</summary>
internal static class Waiting
{
    /// <returns>True if the task completed, false if the time elapsed first.</returns>
    public static async Task<bool> TryWaitAsync(Task task, TimeSpan time, CancellationToken cancellation)
    {
        try
        {
            await task.WaitAsync(time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }

        return true;
    }
}
