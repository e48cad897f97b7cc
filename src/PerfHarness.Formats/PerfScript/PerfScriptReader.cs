using System.Runtime.ExceptionServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// Reads the text of <c>perf script</c>: its default layout and what <c>-F</c> makes of it, with callchains below each sample or one
/// frame on the sample's own line. One pass, memory bounded by the distinct strings and the longest stack.
/// <code>
///   stream ─► block 0 ─► reader A ─► samples, rows of A's tables ─┐
///             block 1 ─► reader B ─► samples, rows of B's tables ─┼─► onBlock: 0, 1, 2, …
///             block 2 ─► reader A ─► …                            ─┘
///      one at a time      each on its own thread       the thread that has the next block hands it over
/// </code>
/// A block ends at an empty line, and then no line in the next one depends on it: a thread that has read a block from the stream lets
/// another one read the next while it goes through its own. Until that is so, because the layout is not known yet, or no
/// empty line fits into a block, the thread keeps the stream. Blocks are the same for any number of threads, and so are the results.
/// </summary>
internal sealed class PerfScriptReader
{
    /// <summary>More would wait for the stream, and each has tables of its own.</summary>
    private const int MaxThreads = 4;

    private const int MaxWaitingPerThread = 4;

    private readonly TextBlocks _blocks;
    private readonly Action<PerfScriptBlock> _onBlock;
    private readonly DiagnosticBag _diagnostics;
    private readonly string? _file;
    private readonly PerfScriptHeader _header;
    private readonly PerfScriptOptions _options;

    private readonly Lock _reading = new();
    private readonly List<Thread> _others = [];
    private SampleShape? _shape;
    private long _read;

    private readonly object _ordering = new();
    private readonly Dictionary<long, PerfScriptBlock> _waiting = [];
    private ExceptionDispatchInfo? _error;
    private long _handedOver;
    private long _lines;

    private PerfScriptReader(
        Stream stream, Action<PerfScriptBlock> onBlock, DiagnosticBag diagnostics, string? file, PerfScriptHeader header,
        PerfScriptOptions options) =>
        (_blocks, _onBlock, _diagnostics, _file, _header, _options) =
            (new TextBlocks(stream, options.BlockSize), onBlock, diagnostics, file, header, options);

    /// <param name="onBlock">Called for each block, in the order of the text, one at a time, though not always on the same thread.</param>
    /// <param name="file">Name for diagnostics.</param>
    /// <param name="header">Filled while reading: what precedes the first sample is in it when that is given.</param>
    public static PerfScriptHeader Read(
        Stream stream, Action<PerfScriptBlock> onBlock, DiagnosticBag diagnostics, string? file = null, PerfScriptHeader? header = null,
        PerfScriptOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        header ??= new PerfScriptHeader();
        new PerfScriptReader(stream, onBlock, diagnostics, file, header, options ?? new PerfScriptOptions()).Run();
        return header;
    }

    private void Run()
    {
        Work();
        foreach (var other in _others)
        {
            other.Join();
        }

        _error?.Throw();
    }

    private void Work()
    {
        try
        {
            var reader = new PerfScriptBlockReader(_file, _options);
            var buffer = Array.Empty<byte>();
            while (TryRead(reader, ref buffer, out var block, out var number))
            {
                HandOver(number, reader.Read(buffer.AsSpan(0, block.Length), block));
            }
        }
        catch (Exception e)
        {
            // The caller's thread throws it again.
            Stop(e);
        }
    }

    /// <summary>Reads a block that the next ones do not depend on; goes through those before it that they depend on.</summary>
    private bool TryRead(PerfScriptBlockReader reader, ref byte[] buffer, out TextBlock block, out long number)
    {
        lock (_reading)
        {
            if (_shape is { } shape)
            {
                reader.Continue(shape);
            }

            while (true)
            {
                number = _read;
                if (_error is not null || !_blocks.TryRead(ref buffer, out block))
                {
                    block = default;
                    return false;
                }

                _read++;
                if (block.IsClosed && _shape is not null)
                {
                    StartOthers(block);
                    return true;
                }

                HandOver(number, reader.Read(buffer.AsSpan(0, block.Length), block));
                _shape = reader.Shape;
            }
        }
    }

    private void StartOthers(in TextBlock block)
    {
        while (!block.IsLast && _others.Count + 1 < Math.Min(_options.Threads, MaxThreads))
        {
            var other = new Thread(Work) { IsBackground = true, Name = "perf script text" };
            _others.Add(other);
            other.Start();
        }
    }

    private void HandOver(long number, PerfScriptBlock block)
    {
        lock (_ordering)
        {
            while (number > _handedOver + (MaxWaitingPerThread * _options.Threads) && _error is null)
            {
                Monitor.Wait(_ordering);
            }

            _waiting.Add(number, block);
            for (; _error is null && _waiting.Remove(_handedOver, out var next); _handedOver++)
            {
                HandOver(next);
            }

            Monitor.PulseAll(_ordering);
        }
    }

    private void HandOver(PerfScriptBlock block)
    {
        _header.Add(block.Header);
        foreach (var diagnostic in block.Diagnostics)
        {
            if (diagnostic.Code != DiagnosticCodes.MalformedLine || _diagnostics.GetCount(diagnostic.Code) < DiagnosticBag.MaxPerCode)
            {
                _diagnostics.Add(diagnostic with { Line = (int)Math.Min(int.MaxValue, _lines + diagnostic.Line) });
            }
        }

        _lines += block.Lines;
        _onBlock(block);
    }

    private void Stop(Exception error)
    {
        lock (_ordering)
        {
            _error ??= ExceptionDispatchInfo.Capture(error);
            Monitor.PulseAll(_ordering);
        }
    }
}
