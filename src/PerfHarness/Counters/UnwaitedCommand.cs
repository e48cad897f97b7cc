using PerfHarness.Processes;

namespace PerfHarness.Counters;

/// <summary>
/// A command that ended before perf began to wait for it, which happens to short ones on a loaded machine: perf then exits with 0
/// and knows no CPU time. It has become our child, and only we can learn how it ended.
/// </summary>
internal static class UnwaitedCommand
{
    /// <param name="perf">Has ended, and is not disposed of yet.</param>
    /// <returns>The command's end; null if perf did wait for it.</returns>
    public static CommandResult? Reap(RunningCommand perf)
    {
        // What the command left running may be ours by now, too, but is younger.
        var command = perf.Tree.Find()
            .Where(process => process.HasEnded && process.Pid != perf.Pid && process.Parent == Environment.ProcessId)
            .OrderBy(process => process.StartTicks).ThenBy(process => process.Pid).FirstOrDefault();
        var usage = new long[18];
        if (command is null || LibC.Wait4(command.Pid, out var status, LibC.WaitNoHang, usage) != command.Pid)
        {
            return null;
        }

        var (user, system) = CpuClock.FromUsage(usage);
        return new CommandResult(ExitStatus.FromWaitStatus(status), user, system);
    }
}
