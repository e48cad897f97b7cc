using System.Globalization;
using PerfHarness.Diagnostics;

namespace PerfHarness.Pprof;

/// <summary>
/// Reads the message of a whole profile in two passes, because a string, a function or a location may stand behind what
/// refers to it: first the strings and ids, then the rest.
/// </summary>
internal sealed class PprofBody(byte[] data, DiagnosticBag diagnostics, string? file)
{
    private readonly List<string> _strings = [];
    private readonly Dictionary<ulong, int> _mappings = [];
    private readonly Dictionary<ulong, int> _functions = [];
    private readonly Dictionary<ulong, int> _locations = [];
    private readonly PprofProfile _profile = new();
    private readonly List<ulong> _numbers = [];

    public PprofProfile Read()
    {
        ReadStrings();
        Pass(static (body, field, bytes, _) => body.ReadMappingOrFunction(field, bytes));
        Pass(static (body, field, bytes, _) => body.ReadLocation(field, bytes));
        Pass(static (body, field, bytes, value) => body.ReadRest(field, bytes, value));
        return _profile;
    }

    private delegate void FieldAction(PprofBody body, int field, ReadOnlySpan<byte> bytes, ulong value);

    private void ReadStrings()
    {
        var wire = new WireReader(data);
        while (wire.Read())
        {
            if (wire.Field == PprofFields.StringTable && wire.IsBytes)
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
            Damaged($"its first string is '{_strings[0]}' and not empty");
        }
    }

    private void Pass(FieldAction action)
    {
        var wire = new WireReader(data);
        while (wire.Read())
        {
            action(this, wire.Field, wire.Bytes, wire.Value);
        }
    }

    private void ReadMappingOrFunction(int field, ReadOnlySpan<byte> bytes)
    {
        if (field == PprofFields.Mapping)
        {
            var f = new Fields(bytes);
            if (AddId(_mappings, f[1], _profile.Mappings.Count, "mapping"))
            {
                _profile.Mappings.Add(new PprofMapping(f[2], f[3], f[4], Text(f[5]), Text(f[6])));
            }
        }
        else if (field == PprofFields.Function)
        {
            var f = new Fields(bytes);
            if (AddId(_functions, f[1], _profile.Functions.Count, "function"))
            {
                var module = f.Has(PprofFields.FunctionModule) ? Text(f[PprofFields.FunctionModule]) : null;
                _profile.Functions.Add(new PprofFunction(Text(f[2]), Text(f[3]), Text(f[4]), (long)f[5], module, (int)Math.Min(f[PprofFields.FunctionColumn], int.MaxValue)));
            }
        }
    }

    private void ReadLocation(int field, ReadOnlySpan<byte> bytes)
    {
        if (field != PprofFields.Location)
        {
            return;
        }

        ulong id = 0, mapping = 0, address = 0;
        var lines = new List<PprofLine>();
        var wire = new WireReader(bytes);
        while (wire.Read())
        {
            switch (wire.Field)
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

        if (AddId(_locations, id, _profile.Locations.Count, "location"))
        {
            _profile.Locations.Add(new PprofLocation(Row(_mappings, mapping, "mapping"), address, lines));
        }
    }

    private PprofLine ReadLine(ReadOnlySpan<byte> bytes)
    {
        var f = new Fields(bytes);
        return new PprofLine(
            Row(_functions, f[1], "function"),
            (long)f[2],
            f.Has(PprofFields.LineFrame) ? (uint)f[PprofFields.LineFrame] : null,
            f.Has(PprofFields.LineAddress) ? f[PprofFields.LineAddress] : null);
    }

    private void ReadRest(int field, ReadOnlySpan<byte> bytes, ulong value)
    {
        switch (field)
        {
            case PprofFields.SampleType:
                _profile.SampleTypes.Add(ReadValueType(bytes));
                break;
            case PprofFields.Sample:
                ReadSample(bytes);
                break;
            case PprofFields.TimeNanos:
                _profile.TimeNanos = (long)value;
                break;
            case PprofFields.DurationNanos:
                _profile.DurationNanos = (long)value;
                break;
            case PprofFields.PeriodType:
                _profile.PeriodType = ReadValueType(bytes);
                break;
            case PprofFields.Period:
                _profile.Period = (long)value;
                break;
            case PprofFields.DefaultSampleType:
                _profile.DefaultSampleType = Text(value);
                break;
            case PprofFields.KeepsTimes:
                _profile.KeepsTimes = value != 0;
                break;
            case PprofFields.Comment:
                ReadComments(bytes, value);
                break;
            case PprofFields.Event:
                var e = new Fields(bytes);
                _profile.Events.Add(new PprofEvent(Text(e[1]), (int)Math.Min(e[2], int.MaxValue), Text(e[3])));
                break;
            case PprofFields.Unnamed:
                var u = new Fields(bytes);
                _profile.Unnamed.Add((Text(u[1]), Text(u[2])));
                break;
            case PprofFields.Run:
                var r = new Fields(bytes);
                _profile.Runs.Add(new PprofRun(r.Signed(1), r.Signed(2), r.Signed(3), r.Signed(4) ?? 0, r.Has(5) ? Text(r[5]) : null));
                break;
            case PprofFields.Origin:
                ReadOrigin(bytes);
                break;
        }
    }

    private void ReadComments(ReadOnlySpan<byte> bytes, ulong value)
    {
        _numbers.Clear();
        if (bytes.IsEmpty)
        {
            _numbers.Add(value);
        }
        else
        {
            AddPacked(bytes);
        }

        _profile.Comments.AddRange(_numbers.Select(Text));
    }

    private void AddPacked(ReadOnlySpan<byte> bytes)
    {
        var packed = new IO.SpanReader(bytes);
        while (packed.Remaining > 0)
        {
            var number = packed.Uleb128();
            if (!packed.Failed)
            {
                _numbers.Add(number);
            }
        }
    }

    private void ReadSample(ReadOnlySpan<byte> bytes)
    {
        var locations = new List<ulong>();
        var values = new List<ulong>();
        var labels = new List<PprofLabel>();
        PprofRow? row = null;
        var wire = new WireReader(bytes);
        while (wire.Read())
        {
            switch (wire.Field)
            {
                case 1:
                    wire.AddTo(locations);
                    break;
                case 2:
                    wire.AddTo(values);
                    break;
                case 3:
                    var label = new Fields(wire.Bytes);
                    labels.Add(new PprofLabel(Text(label[1]), label[2] == 0 ? null : Text(label[2]), (long)label[3]));
                    break;
                case PprofFields.SampleRow:
                    var f = new Fields(wire.Bytes);
                    row = new PprofRow((int)Math.Min(f[1], int.MaxValue), (int)Math.Min(f[2], int.MaxValue), f.Signed(3) ?? -1);
                    break;
            }
        }

        var rows = new int[locations.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            if (!_locations.TryGetValue(locations[i], out rows[i]))
            {
                Damaged(string.Create(CultureInfo.InvariantCulture, $"sample {_profile.Samples.Count} refers to location {locations[i]}, which does not exist"));
                return;
            }
        }

        _profile.Samples.Add(new PprofSample(rows, [.. values.Select(v => (long)v)], labels, row));
    }

    private void ReadOrigin(ReadOnlySpan<byte> bytes)
    {
        var f = new Fields(bytes);
        var arguments = new List<string>();
        var wire = new WireReader(bytes);
        while (wire.Read())
        {
            if (wire.Field == 7)
            {
                arguments.Add(Text(wire.Value));
            }
        }

        _profile.Origin = new PprofOrigin
        {
            HostName = Optional(f, 1),
            OsRelease = Optional(f, 2),
            Architecture = Optional(f, 3),
            Cpus = f.Has(4) ? (int)Math.Min(f[4], int.MaxValue) : null,
            CpuModel = Optional(f, 5),
            PerfVersion = Optional(f, 6),
            CommandLine = arguments,
        };
    }

    private string? Optional(Fields fields, int number) => fields.Has(number) ? Text(fields[number]) : null;

    private PprofValueType ReadValueType(ReadOnlySpan<byte> bytes)
    {
        var f = new Fields(bytes);
        return new PprofValueType(Text(f[1]), Text(f[2]));
    }

    private string Text(ulong index)
    {
        if (index < (ulong)_strings.Count)
        {
            return _strings[(int)index];
        }

        Damaged(string.Create(CultureInfo.InvariantCulture, $"string {index} does not exist, there are {_strings.Count}"));
        return "";
    }

    private bool AddId(Dictionary<ulong, int> rows, ulong id, int row, string what)
    {
        if (id != 0 && rows.TryAdd(id, row))
        {
            return true;
        }

        Damaged(id == 0 ? $"a {what} has id 0" : string.Create(CultureInfo.InvariantCulture, $"{what} {id} is there twice"));
        return false;
    }

    private int Row(Dictionary<ulong, int> rows, ulong id, string what)
    {
        if (id == 0)
        {
            return -1;
        }

        if (rows.TryGetValue(id, out var row))
        {
            return row;
        }

        Damaged(string.Create(CultureInfo.InvariantCulture, $"{what} {id} does not exist"));
        return -1;
    }

    private void Damaged(string what) => diagnostics.Warn(DiagnosticCodes.CorruptRecord, $"the profile is damaged: {what}", null, file);

    /// <summary>The numbers of a small message, by field; the last of a field counts.</summary>
    private readonly ref struct Fields
    {
        private readonly ReadOnlySpan<byte> _message;

        public Fields(ReadOnlySpan<byte> message) => _message = message;

        public ulong this[int field]
        {
            get
            {
                ulong value = 0;
                var wire = new WireReader(_message);
                while (wire.Read())
                {
                    value = wire.Field == field && !wire.IsBytes ? wire.Value : value;
                }

                return value;
            }
        }

        public bool Has(int field)
        {
            var wire = new WireReader(_message);
            while (wire.Read())
            {
                if (wire.Field == field && !wire.IsBytes)
                {
                    return true;
                }
            }

            return false;
        }

        public long? Signed(int field) => Has(field) ? (long)this[field] : null;
    }
}
