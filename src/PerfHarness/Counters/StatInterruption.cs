using PerfHarness.Processes;

namespace PerfHarness.Counters;

/// <summary>
/// Ends a <c>perf stat</c> so that it still writes what it has counted: what Ctrl-C in a terminal does. perf waits for its command,
/// which therefore has to end first.
/// </summary>
internal static class StatInterruption
{
    private static readonly (int Signal, TimeSpan Patience)[] Steps =
    [
        (Signals.Interrupt, TimeSpan.FromSeconds(10)),
        (Signals.Terminate, TimeSpan.FromSeconds(3)),
        (Signals.Kill, TimeSpan.FromSeconds(3)),
    ];

    public static void Stop(RunningCommand perf)
    {
        // perf itself never gets more than SIGINT here: it would die of the others without a word.
        perf.SendSignal(Signals.Interrupt);
        foreach (var (signal, patience) in Steps)
        {
            foreach (var process in perf.Tree.Find().Where(process => process.Pid != perf.Pid && !process.HasEnded))
            {
                _ = LibC.Kill(process.Pid, signal);
                if (process.State == 'T')
                {
                    _ = LibC.Kill(process.Pid, Signals.Continue);
                }
            }

            if (perf.Exited.Wait(patience))
            {
                return;
            }
        }
    }
}
