using System.Runtime.InteropServices;
using PerfHarness.Processes;

namespace PerfHarness.Recording;

/// <summary>
/// Turns Ctrl-C, SIGTERM and SIGHUP into a cancellation, so that everything started is terminated and removed in order. A
/// command line holds one around its whole work and exits with 128 + signal; if none is held, a recording holds its own
/// and lets the signal take its course afterwards.
/// </summary>
internal sealed class InterruptSource : IDisposable
{
    private static readonly Lock SyncRoot = new();
    private static readonly List<InterruptSource> Listeners = [];
    private static readonly List<PosixSignalRegistration> Registrations = [];

    // Never disposed of: it has no timer, and a signal may arrive at any moment.
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenSource _repeated = new();
    private int _signal;

    private InterruptSource()
    {
        lock (SyncRoot)
        {
            Listeners.Add(this);
            if (Listeners.Count == 1 && !OperatingSystem.IsWindows())
            {
                // A script's background jobs start with SIGINT ignored, and the runtime heeds that; but 'kill -INT' is how scripts
                // end a recording, and perf listens to it, too.
                _ = LibC.SetSignalHandler(Signals.Interrupt, LibC.DefaultHandler);
                foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
                {
                    Registrations.Add(PosixSignalRegistration.Create(signal, Handle));
                }
            }
        }
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Cancelled by a second signal: the sender does not want to wait any longer.</summary>
    public CancellationToken Repeated => _repeated.Token;

    /// <summary>The number of the first signal that came, or 0.</summary>
    public int Signal => Volatile.Read(ref _signal);

    /// <summary>What a shell expects as the exit code of a command that the signal terminated: 130 for Ctrl-C.</summary>
    public int ExitCode => 128 + Signal;

    public static InterruptSource Listen() => new();

    public void Dispose()
    {
        lock (SyncRoot)
        {
            if (Listeners.Remove(this) && Listeners.Count == 0)
            {
                Registrations.ForEach(registration => registration.Dispose());
                Registrations.Clear();
            }
        }
    }

    /// <summary>Stops listening and, if there is no other listener, does what the signal would have done.</summary>
    internal void ReraiseSignal()
    {
        Dispose();
        lock (SyncRoot)
        {
            if (Signal != 0 && Listeners.Count == 0)
            {
                _ = LibC.Kill(Environment.ProcessId, Signal);
            }
        }
    }

    private static void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        var number = context.Signal switch
        {
            PosixSignal.SIGINT => Signals.Interrupt,
            PosixSignal.SIGTERM => Signals.Terminate,
            _ => Signals.Hangup,
        };
        CancellationTokenSource[] notified;
        lock (SyncRoot)
        {
            notified =
            [
                .. Listeners.Select(listener =>
                    Interlocked.CompareExchange(ref listener._signal, number, 0) == 0 ? listener._source : listener._repeated),
            ];
        }

        // Every listener knows the signal before the first is cancelled, and what a cancellation triggers does not run
        // in here: the cleanup may take seconds.
        foreach (var source in notified)
        {
            _ = source.CancelAsync();
        }
    }
}
