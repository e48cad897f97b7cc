using System.Globalization;
using System.Net.Sockets;

namespace PerfHarness.Recording;

/// <summary>
/// One recording at a time by one user on one machine: two benchmarks in parallel disturb each other's shares. Builds in
/// parallel and test classes in parallel wait for it. The lock is a name in the kernel's abstract socket namespace, which
/// is released with its holder however that ends, and leaves no file.
/// </summary>
internal sealed class ProfilingLock : IDisposable
{
    /// <summary>Set for programs that the lock's holder starts: a benchmark that records something itself must not wait for its end.</summary>
    public const string HeldVariable = "PERFHARNESS_TURN";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    // Recordings of a process by itself share its perf map: they run one after another even if another process holds the lock of the machine.
    private static readonly SemaphoreSlim ProcessLock = new(1, 1);
    private static int waitingInProcess;

    private readonly Socket? _socket;
    private readonly string _name;
    private int _released;

    private ProfilingLock(Socket? socket, string name) => (_socket, _name) = (socket, name);

    /// <summary>Someone waits for it.</summary>
    public bool IsAwaited
    {
        get
        {
            if (_socket is null)
            {
                return Volatile.Read(ref waitingInProcess) > 0;
            }

            using var slot = TryBind(GetQueueName(_name));
            return slot is null;
        }
    }

    /// <param name="onWait">Called once if another process holds the lock.</param>
    /// <param name="name">Of the lock; others are for tests.</param>
    public static async Task<ProfilingLock> AcquireAsync(
        Action? onWait = null, string name = "perfharness-turn", CancellationToken cancellation = default)
    {
        if (Environment.GetEnvironmentVariable(HeldVariable) == "1")
        {
            Interlocked.Increment(ref waitingInProcess);
            try
            {
                await ProcessLock.WaitAsync(cancellation).ConfigureAwait(false);
            }
            finally
            {
                Interlocked.Decrement(ref waitingInProcess);
            }

            return new ProfilingLock(null, name);
        }

        // The next one in line holds the queue's slot, so that a holder that releases the lock and acquires it again comes second.
        var notifier = new WaitNotifier(onWait);
        using var queueSlot = await BindAsync(GetQueueName(name), notifier, cancellation).ConfigureAwait(false);
        return new ProfilingLock(await BindAsync(name, notifier, cancellation).ConfigureAwait(false), name);
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

    private static async Task<Socket> BindAsync(string name, WaitNotifier notifier, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryBind(name) is { } socket)
            {
                return socket;
            }

            notifier.Notify();
            await Task.Delay(RetryDelay, cancellation).ConfigureAwait(false);
        }
    }

    private static string GetQueueName(string name) => $"{name}-next";

    private static Socket? TryBind(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"\0{name}-{Environment.UserName}")));
            return socket;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            return null;
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
