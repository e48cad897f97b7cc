using PerfHarness.Formats.Elf;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Native;

/// <summary>PLT stubs as symbols: <c>memcpy@plt</c>.</summary>
internal sealed class PltIndex
{
    private readonly ulong[] _starts;
    private readonly PltStub[] _stubs;
    private readonly Symbol?[] _symbols;
    private readonly Func<PltStub, string?> _formatTarget;
    private readonly string _module;

    /// <param name="formatTarget">The target's name as it is shown; null where it is not known.</param>
    public PltIndex(ElfFile image, string module, Func<PltStub, string?> formatTarget)
    {
        (_module, _formatTarget) = (module, formatTarget);
        _stubs = [.. PltStubs.Read(image)];
        _starts = [.. _stubs.Select(s => s.Address)];
        _symbols = new Symbol?[_stubs.Length];
    }

    public Symbol? Find(ulong address)
    {
        var at = Array.BinarySearch(_starts, address);
        at = at < 0 ? ~at - 1 : at;
        if (at < 0 || address - _starts[at] >= _stubs[at].Size)
        {
            return null;
        }

        if (_symbols[at] is null)
        {
            if (_formatTarget(_stubs[at]) is not { } name)
            {
                return null;
            }

            Interlocked.CompareExchange(ref _symbols[at],
                new Symbol(_starts[at], _stubs[at].Size, new FunctionName(_module, name + "@plt"), FrameKind.Native), null);
        }

        return _symbols[at];
    }
}
