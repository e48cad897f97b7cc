using System.Runtime.InteropServices;
using PerfHarness.Processes;

namespace PerfHarness.Recording;

/// <summary>
/// Turns Ctrl-C, SIGTERM and SIGHUP into a cancellation, so that what was started can be ended and removed in order. A
/// command line holds one around its whole work and ends with 128 + signal; where none is held, a recording holds its own
/// and lets the signal take its course afterwards.
/// </summary>
public sealed class Interrupts : IDisposable
{
    private static int listeners;

    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signal;
    private bool _disposed;

    private Interrupts()
    {
        Interlocked.Increment(ref listeners);
        if (!OperatingSystem.IsWindows())
        {
            foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            {
                _registrations.Add(PosixSignalRegistration.Create(signal, Handle));
            }
        }
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The number of the first signal that came, or 0.</summary>
    public int Signal => Volatile.Read(ref _signal);

    /// <summary>What a shell expects as the exit code of a command that the signal ended: 130 for Ctrl-C.</summary>
    public int ExitCode => 128 + Signal;

    public static Interrupts Listen() => new();

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Interlocked.Decrement(ref listeners);
            _registrations.ForEach(registration => registration.Dispose());
            _source.Dispose();
        }
    }

    /// <summary>Stops listening and, where nobody else listens, does what the signal would have done.</summary>
    internal void TakeCourse()
    {
        var signal = Signal;
        Dispose();
        if (signal != 0 && Volatile.Read(ref listeners) == 0)
        {
            _ = LibC.Kill(Environment.ProcessId, signal);
        }
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        var number = context.Signal switch
        {
            PosixSignal.SIGINT => Signals.Interrupt,
            PosixSignal.SIGTERM => Signals.Terminate,
            _ => Signals.Hangup,
        };
        if (Interlocked.CompareExchange(ref _signal, number, 0) == 0)
        {
            _source.Cancel();
        }
    }
}
