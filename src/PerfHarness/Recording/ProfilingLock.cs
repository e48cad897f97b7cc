using System.Globalization;
using System.Net.Sockets;

namespace PerfHarness.Recording;

/// <summary>
/// One recording at a time by one user on one machine: two benchmarks side by side disturb each other's shares. Builds in
/// parallel and test classes in parallel take turns. The turn is a name in the kernel's abstract socket namespace, which
/// goes away with its holder however that ends, and leaves no file.
/// </summary>
internal sealed class ProfilingLock : IDisposable
{
    /// <summary>Set for the programs that are started by who has the turn: a benchmark that records something itself is not to wait for its own end.</summary>
    public const string HeldVariable = "PERFHARNESS_TURN";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    // Recordings of one process by itself share its perf map: they take turns whoever has the machine.
    private static readonly SemaphoreSlim ProcessLock = new(1, 1);
    private readonly Socket? _socket;
    private int _released;

    private ProfilingLock(Socket? socket) => _socket = socket;

    /// <param name="onWait">Called once when somebody else has the turn.</param>
    /// <param name="name">Of the turn; others are for tests.</param>
    public static async Task<ProfilingLock> AcquireAsync(Action? onWait = null, string name = "perfharness-turn", CancellationToken cancellation = default)
    {
        if (Environment.GetEnvironmentVariable(HeldVariable) == "1")
        {
            await ProcessLock.WaitAsync(cancellation).ConfigureAwait(false);
            return new ProfilingLock(null);
        }

        // Who waits for the turn holds the place before it, so that who gives the turn back and wants it again comes second.
        var waited = new WaitNotifier(onWait);
        using var place = await BindAsync($"{name}-next", waited, cancellation).ConfigureAwait(false);
        return new ProfilingLock(await BindAsync(name, waited, cancellation).ConfigureAwait(false));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
        {
            return;
        }

        if (_socket is null)
        {
            ProcessLock.Release();
        }

        _socket?.Dispose();
    }

    private static async Task<Socket> BindAsync(string name, WaitNotifier waited, CancellationToken cancellation)
    {
        var endPoint = new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"\0{name}-{Environment.UserName}"));
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Bind(endPoint);
                return socket;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                socket.Dispose();
            }

            waited.Notify();
            await Task.Delay(RetryDelay, cancellation).ConfigureAwait(false);
        }
    }

    private sealed class WaitNotifier(Action? onWait)
    {
        private bool _notified;

        public void Notify()
        {
            if (!_notified)
            {
                _notified = true;
                onWait?.Invoke();
            }
        }
    }
}
