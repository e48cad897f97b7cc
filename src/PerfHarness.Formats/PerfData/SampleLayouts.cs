using System.Runtime.CompilerServices;

namespace PerfHarness.Formats.PerfData;

/// <summary>The layouts of a file's events, by their order in the file, and what they say about a record before it is decoded.</summary>
internal sealed class SampleLayouts(PerfDataFile data)
{
    private SampleLayout[] _layouts = [];

    /// <summary>Follows the file's attributes; in a pipe they come one by one.</summary>
    public void Update()
    {
        _layouts = new SampleLayout[data.Attributes.Count];
        for (var i = 0; i < _layouts.Length; i++)
        {
            _layouts[i] = new SampleLayout(data.Attributes[i], i);
        }
    }

    /// <summary>
    /// Of the sample's event, null where that is not known. perf gives all events of a file the id at the same place, so the
    /// first event's layout finds it.
    /// </summary>
    public SampleLayout? Find(ReadOnlySpan<byte> body)
    {
        if (_layouts.Length <= 1)
        {
            return _layouts.Length == 0 ? null : _layouts[0];
        }

        var at = _layouts[0].IdOffset;
        if (at < 0 || at + 8 > body.Length)
        {
            return at < 0 ? _layouts[0] : null;
        }

        var index = data.FindEvent(Unsafe.ReadUnaligned<ulong>(in body[at]));
        return index < 0 ? null : _layouts[index];
    }

    /// <summary>The thread of a record that is no sample; -1 where the record does not say it.</summary>
    public int GetTid(ReadOnlySpan<byte> body) =>
        _layouts.Length == 0 || !_layouts[0].TrailerHasTid || _layouts[0].TrailerSize > body.Length
            ? -1
            : Unsafe.ReadUnaligned<int>(in body[^(_layouts[0].TrailerSize - sizeof(int))]);

    /// <summary>In nanoseconds; 0 where the record carries none.</summary>
    public ulong GetTime(RecordType type, ReadOnlySpan<byte> body)
    {
        if (_layouts.Length == 0)
        {
            return 0;
        }

        if (type == RecordType.Sample)
        {
            var at = Find(body)?.TimeOffset ?? -1;
            return at < 0 || at + 8 > body.Length ? 0 : Unsafe.ReadUnaligned<ulong>(in body[at]);
        }

        var layout = _layouts[0];
        return layout.TrailerTimeOffset < 0 || layout.TrailerSize > body.Length
            ? 0
            : Unsafe.ReadUnaligned<ulong>(in body[^layout.TrailerTimeOffset]);
    }
}
