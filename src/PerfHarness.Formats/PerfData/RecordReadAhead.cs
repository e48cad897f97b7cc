using System.Runtime.ExceptionServices;

namespace PerfHarness.Formats.PerfData;

/// <summary>
/// Scans a file on a thread of its own, a few batches ahead of their reader:
/// <code>
///   scanner ─fill─► [ batch ][ batch ][ batch ][ batch ] ─take─► reader
///              ▲                                            │
///              └──────────────── given back ◄───────────────┘
/// </code>
/// The scanner waits where the reader has not given a batch back, and until it has given back all of them before what the file
/// says changes.
/// </summary>
internal sealed class RecordReadAhead : IDisposable
{
    private const int Batches = 4;

    private readonly RecordScanner _scanner;
    private readonly RecordBatch[] _batches = [new(), new(), new(), new()];
    private readonly object _gate = new();
    private readonly Thread _thread;
    private long _filled;
    private long _taken;
    private long _givenBack;
    private bool _ended;
    private bool _abandoned;
    private ExceptionDispatchInfo? _failure;

    public RecordReadAhead(RecordScanner scanner)
    {
        _scanner = scanner;
        _scanner.BeforeChange = () => WaitForReader(Batches);
        _thread = new Thread(Scan) { IsBackground = true, Name = "record scanner" };
        _thread.Start();
    }

    /// <summary>The next batch; an empty one at the end. What was taken before is given back.</summary>
    public RecordBatch Take()
    {
        lock (_gate)
        {
            _givenBack = _taken;
            Monitor.PulseAll(_gate);
            while (_filled == _taken && !_ended)
            {
                Monitor.Wait(_gate);
            }

            if (_filled > _taken)
            {
                return _batches[_taken++ % Batches];
            }
        }

        _failure?.Throw();
        return new RecordBatch();
    }

    /// <summary>Returns when the thread has ended.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _abandoned = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    private void Scan()
    {
        try
        {
            while (WaitForReader(1) && _scanner.Fill(_batches[_filled % Batches]))
            {
                lock (_gate)
                {
                    _filled++;
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e); // the reader throws it
        }

        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }
    }

    // False where the reader takes no more.
    private bool WaitForReader(int free)
    {
        lock (_gate)
        {
            while (_filled - _givenBack > Batches - free && !_abandoned)
            {
                Monitor.Wait(_gate);
            }

            return !_abandoned;
        }
    }
}
