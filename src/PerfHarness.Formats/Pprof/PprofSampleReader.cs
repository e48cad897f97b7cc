using System.Globalization;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Pprof;

/// <summary>Reads the samples of a profile one after another, into one instance.</summary>
internal sealed class PprofSampleReader(byte[] data, PprofReferences references)
{
    private readonly PprofSample _sample = new();

    public long Read(Action<PprofSample> onSample)
    {
        var count = 0L;
        var wire = new WireReader(data);
        while (wire.Read())
        {
            if (wire.FieldNumber == PprofFields.Sample && wire.IsBytes && TryReadSample(_sample, wire.Bytes, count))
            {
                count++;
                onSample(_sample);
            }
        }

        return count;
    }

    private bool TryReadSample(PprofSample sample, ReadOnlySpan<byte> bytes, long number)
    {
        sample.Locations.Clear();
        sample.Values.Clear();
        sample.Labels.Clear();
        var wire = new WireReader(bytes);
        while (wire.Read())
        {
            switch (wire.FieldNumber)
            {
                case 1 when !AddLocations(sample, wire, number):
                    return false;
                case 2:
                    AddValues(sample, wire);
                    break;
                case 3:
                    var label = new SmallMessage(wire.Bytes);
                    sample.Labels.Add(new PprofLabel(references.GetString(label[1]), label[2] == 0 ? null : references.GetString(label[2]),
                        (long)label[3]));
                    break;
            }
        }

        return true;
    }

    private bool AddLocations(PprofSample sample, in WireReader wire, long number)
    {
        if (!wire.IsBytes)
        {
            return AddLocation(sample, wire.Value, number);
        }

        var packed = new SpanReader(wire.Bytes);
        while (packed.Remaining > 0)
        {
            var id = packed.ReadUleb128();
            if (packed.Failed || !AddLocation(sample, id, number))
            {
                return false;
            }
        }

        return true;
    }

    private bool AddLocation(PprofSample sample, ulong id, long number)
    {
        if (references.Locations.TryGet(id, out var row))
        {
            sample.Locations.Add(row);
            return true;
        }

        references.ReportCorrupt(string.Create(CultureInfo.InvariantCulture, $"sample {number} refers to location {id}, which does not exist"));
        return false;
    }

    private static void AddValues(PprofSample sample, in WireReader wire)
    {
        if (!wire.IsBytes)
        {
            sample.Values.Add((long)wire.Value);
            return;
        }

        var packed = new SpanReader(wire.Bytes);
        while (packed.Remaining > 0)
        {
            sample.Values.Add((long)packed.ReadUleb128());
        }
    }
}
