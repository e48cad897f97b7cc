using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Pprof;

/// <summary>
/// Reads the message of a whole profile in passes, because a string, a function or a location may stand behind what
/// refers to it: first the strings, then mappings and functions, then the rest. The samples are
/// read last, and not kept.
/// </summary>
internal sealed class PprofParser(byte[] data, DiagnosticBag diagnostics, string? file)
{
    private readonly List<string> _strings = [];
    private readonly IdTable _mappings = new();
    private readonly IdTable _functions = new();
    private readonly IdTable _locations = new();
    private PprofProfile? _profile;

    private PprofProfile Profile => _profile ??= new PprofProfile(this);

    public PprofProfile Read()
    {
        ReadStrings();
        ForEachField(static (body, field, bytes, _) => body.ReadMappingOrFunction(field, bytes));
        ForEachField(static (body, field, bytes, value) => body.ReadRest(field, bytes, value));
        return Profile;
    }

    public long ReadSamples(Action<PprofSample> onSample)
    {
        var sample = new PprofSample();
        var count = 0L;
        var wire = new WireReader(data);
        while (wire.Read())
        {
            if (wire.FieldNumber == PprofFields.Sample && wire.IsBytes && TryReadSample(sample, wire.Bytes, count))
            {
                count++;
                onSample(sample);
            }
        }

        return count;
    }

    private delegate void FieldAction(PprofParser body, int field, ReadOnlySpan<byte> bytes, ulong value);

    private void ReadStrings()
    {
        var wire = new WireReader(data);
        while (wire.Read())
        {
            if (wire.FieldNumber == PprofFields.StringTable && wire.IsBytes)
            {
                _strings.Add(PprofReader.Text(wire.Bytes));
            }
        }

        if (wire.Failed)
        {
            diagnostics.Warn(DiagnosticCodes.TruncatedInput, "the profile ends within a field, or is damaged", "What came before the damage is used.", file);
        }

        if (_strings.Count > 0 && _strings[0].Length > 0)
        {
            ReportCorrupt($"its first string is '{_strings[0]}' and not empty");
        }
    }

    private void ForEachField(FieldAction action)
    {
        var wire = new WireReader(data);
        while (wire.Read())
        {
            action(this, wire.FieldNumber, wire.Bytes, wire.Value);
        }
    }

    private void ReadMappingOrFunction(int field, ReadOnlySpan<byte> bytes)
    {
        if (field == PprofFields.Mapping)
        {
            var f = new SmallMessage(bytes);
            if (TryAddId(_mappings, f[1], Profile.Mappings.Count, "mapping"))
            {
                Profile.Mappings.Add(new PprofMapping(f[2], f[3], f[4], GetString(f[5]), GetString(f[6])));
            }
        }
        else if (field == PprofFields.Function)
        {
            var f = new SmallMessage(bytes);
            if (TryAddId(_functions, f[1], Profile.Functions.Count, "function"))
            {
                var module = f.Has(PprofFields.FunctionModule) ? GetString(f[PprofFields.FunctionModule]) : null;
                Profile.Functions.Add(new PprofFunction(GetString(f[2]), GetString(f[3]), GetString(f[4]), (long)f[5], module, (int)Math.Min(f[PprofFields.FunctionColumn], int.MaxValue)));
            }
        }
    }

    private void ReadLocation(ReadOnlySpan<byte> bytes)
    {
        ulong id = 0, mapping = 0, address = 0;
        var lines = new List<PprofLine>();
        var wire = new WireReader(bytes);
        while (wire.Read())
        {
            switch (wire.FieldNumber)
            {
                case 1:
                    id = wire.Value;
                    break;
                case 2:
                    mapping = wire.Value;
                    break;
                case 3:
                    address = wire.Value;
                    break;
                case 4:
                    lines.Add(ReadLine(wire.Bytes));
                    break;
            }
        }

        if (TryAddId(_locations, id, Profile.Locations.Count, "location"))
        {
            Profile.Locations.Add(new PprofLocation(FindRow(_mappings, mapping, "mapping"), address, lines));
        }
    }

    private PprofLine ReadLine(ReadOnlySpan<byte> bytes)
    {
        var f = new SmallMessage(bytes);
        return new PprofLine(
            FindRow(_functions, f[1], "function"),
            (long)f[2],
            f[PprofFields.LineFrame] is > 0 and <= uint.MaxValue and var bits ? (uint)bits - 1 : null,
            f.Has(PprofFields.LineAddress) ? f[PprofFields.LineAddress] - 1 : null);
    }

    private void ReadRest(int field, ReadOnlySpan<byte> bytes, ulong value)
    {
        switch (field)
        {
            case PprofFields.SampleType:
                Profile.SampleTypes.Add(ReadValueType(bytes));
                break;
            case PprofFields.Location:
                ReadLocation(bytes);
                break;
            case PprofFields.TimeNanos:
                Profile.TimeNanos = (long)value;
                break;
            case PprofFields.DurationNanos:
                Profile.DurationNanos = (long)value;
                break;
            case PprofFields.PeriodType:
                Profile.PeriodType = ReadValueType(bytes);
                break;
            case PprofFields.Period:
                Profile.Period = (long)value;
                break;
            case PprofFields.DefaultSampleType:
                Profile.DefaultSampleType = GetString(value);
                break;
            case PprofFields.Comment:
                ReadComments(bytes, value);
                break;
        }
    }

    private void ReadComments(ReadOnlySpan<byte> bytes, ulong value)
    {
        if (bytes.IsEmpty)
        {
            Profile.Comments.Add(GetString(value));
            return;
        }

        var packed = new SpanReader(bytes);
        while (packed.Remaining > 0)
        {
            var number = packed.ReadUleb128();
            if (!packed.Failed)
            {
                Profile.Comments.Add(GetString(number));
            }
        }
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
                    sample.Labels.Add(new PprofLabel(GetString(label[1]), label[2] == 0 ? null : GetString(label[2]), (long)label[3]));
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
        if (_locations.TryGet(id, out var row))
        {
            sample.Locations.Add(row);
            return true;
        }

        ReportCorrupt(string.Create(CultureInfo.InvariantCulture, $"sample {number} refers to location {id}, which does not exist"));
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

    private PprofValueType ReadValueType(ReadOnlySpan<byte> bytes)
    {
        var f = new SmallMessage(bytes);
        return new PprofValueType(GetString(f[1]), GetString(f[2]));
    }

    private string GetString(ulong index)
    {
        if (index < (ulong)_strings.Count)
        {
            return _strings[(int)index];
        }

        ReportCorrupt(string.Create(CultureInfo.InvariantCulture, $"string {index} does not exist, there are {_strings.Count}"));
        return "";
    }

    private bool TryAddId(IdTable rows, ulong id, int row, string what)
    {
        if (rows.TryAdd(id, row))
        {
            return true;
        }

        ReportCorrupt(id == 0 ? $"a {what} has id 0" : string.Create(CultureInfo.InvariantCulture, $"{what} {id} is there twice"));
        return false;
    }

    private int FindRow(IdTable rows, ulong id, string what)
    {
        if (id == 0)
        {
            return -1;
        }

        if (rows.TryGet(id, out var row))
        {
            return row;
        }

        ReportCorrupt(string.Create(CultureInfo.InvariantCulture, $"{what} {id} does not exist"));
        return -1;
    }

    private void ReportCorrupt(string what) => diagnostics.Warn(DiagnosticCodes.CorruptRecord, $"the profile is damaged: {what}", null, file);
}
