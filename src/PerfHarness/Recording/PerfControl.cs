using System.Runtime.InteropServices;
using System.Text;
using PerfHarness.Processes;

namespace PerfHarness.Recording;

/// <summary>
/// Talks to a running <c>perf record --control=fifo:control,acknowledge</c>: each command is answered with <c>ack\n</c>
/// once it is done. A command that is sent before perf listens waits in the pipe, so that the first answer also means that
/// perf has attached to everything. Test hosts are controlled in the same way.
/// </summary>
internal sealed class PerfControl : IDisposable
{
    internal const string ControlName = "control";
    internal const string AcknowledgeName = "acknowledge";

    private readonly FileStream _control;
    private readonly FileStream _acknowledge;
    private readonly SemaphoreSlim _acknowledged = new(0);
    private readonly Thread _reader;
    private volatile bool _closing;

    /// <param name="folder">Where the two pipes are made; it must be private.</param>
    public PerfControl(string folder)
    {
        ControlFifo = CreateFifo(folder, ControlName);
        AcknowledgeFifo = CreateFifo(folder, AcknowledgeName);
        _control = OpenFifo(ControlFifo);
        _acknowledge = OpenFifo(AcknowledgeFifo);
        _reader = new Thread(ReadAcknowledgements) { IsBackground = true, Name = "answers from a control pipe" };
        _reader.Start();
    }

    public string ControlFifo { get; }

    public string AcknowledgeFifo { get; }

    /// <summary>Starts or resumes sampling.</summary>
    /// <returns>False if perf did not answer in time.</returns>
    public Task<bool> EnableAsync(TimeSpan timeout, CancellationToken cancellation = default) => SendAsync("enable", timeout, cancellation);

    /// <summary>Pauses sampling.</summary>
    /// <returns>False if perf did not answer in time.</returns>
    public Task<bool> DisableAsync(TimeSpan timeout, CancellationToken cancellation = default) => SendAsync("disable", timeout, cancellation);

    public void Dispose()
    {
        if (_closing)
        {
            return;
        }

        // The reader holds the pipe open for writing too, so it would wait forever: wake it.
        _closing = true;
        _acknowledge.Write("\n"u8);
        _reader.Join();
        _acknowledge.Dispose();
        _control.Dispose();
        _acknowledged.Dispose();
        File.Delete(ControlFifo);
        File.Delete(AcknowledgeFifo);
    }

    internal static string CreateFifo(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (LibC.CreateFifo(path, Convert.ToUInt32("600", 8)) != 0)
        {
            throw new IOException($"Cannot create the named pipe '{path}': {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        return path;
    }

    // Opened for both directions, a named pipe opens at once, and is never at its end.
    internal static FileStream OpenFifo(string fifo) => new(fifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);

    /// <summary>Sends a command and waits for its answer.</summary>
    /// <returns>False if there was none in time.</returns>
    internal async Task<bool> SendAsync(string command, TimeSpan timeout, CancellationToken cancellation = default)
    {
        Send(command);
        return await _acknowledged.WaitAsync(timeout, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends a command that has no answer.</summary>
    internal void Send(string command) => _control.Write(Encoding.ASCII.GetBytes(command + "\n"));

    private void ReadAcknowledgements()
    {
        var bytes = new byte[64];
        while (!_closing)
        {
            var read = _acknowledge.Read(bytes);
            var answers = bytes.AsSpan(0, read).Count((byte)'\n');
            if (!_closing && answers > 0)
            {
                _acknowledged.Release(answers);
            }
        }
    }
}
