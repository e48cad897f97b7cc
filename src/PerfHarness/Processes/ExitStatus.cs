using System.Globalization;

namespace PerfHarness.Processes;

/// <summary>How a process ended: with an exit code, or by a signal (then the code is 128 + signal, as in shells).</summary>
/// <param name="Code">0–255.</param>
/// <param name="Signal">The signal that ended it, or 0.</param>
internal readonly record struct ExitStatus(int Code, int Signal)
{
    public bool Success => Code == 0 && Signal == 0;

    /// <summary>From the status word of <c>wait</c>.</summary>
    internal static ExitStatus FromWaitStatus(int status)
    {
        var signal = status & 0x7f;
        return signal == 0 ? new ExitStatus((status >> 8) & 0xff, 0) : new ExitStatus(128 + signal, signal);
    }

    /// <summary><c>exit code 3</c> or <c>SIGKILL</c>: what follows "failed with".</summary>
    public override string ToString() => Signal == 0
        ? string.Create(CultureInfo.InvariantCulture, $"exit code {Code}")
        : Signals.GetName(Signal);
}
