using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Pprof;

/// <summary>
/// Reads the tables of a profile in passes, because a string, a function or a location may come after what refers to it:
/// first the strings, then mappings and functions, then the rest. The samples are read later, by <see cref="PprofSampleReader"/>.
/// </summary>
internal sealed class PprofParser(byte[] data, DiagnosticBag diagnostics, string? file)
{
    private readonly PprofReferences _references = new(diagnostics, file);
    private PprofProfile? _profile;

    private PprofProfile Profile => _profile ??= new PprofProfile(new PprofSampleReader(data, _references));

    public PprofProfile Read()
    {
        ReadStrings();
        ForEachField(static (body, field, bytes, _) => body.ReadMappingOrFunction(field, bytes));
        ForEachField(static (body, field, bytes, value) => body.ReadRest(field, bytes, value));
        return Profile;
    }

    private delegate void FieldAction(PprofParser body, int field, ReadOnlySpan<byte> bytes, ulong value);

    private void ReadStrings()
    {
        var wire = new WireReader(data);
        while (wire.Read())
        {
            if (wire.FieldNumber == PprofFields.StringTable && wire.IsBytes)
            {
                _references.Strings.Add(Encoding.UTF8.GetString(wire.Bytes));
            }
        }

        if (wire.Failed)
        {
            diagnostics.Warn(DiagnosticCodes.TruncatedInput, "the profile is truncated or corrupt", "The part before the error is used.", file);
        }

        if (_references.Strings.Count > 0 && _references.Strings[0].Length > 0)
        {
            _references.ReportCorrupt($"its first string must be empty, but is '{_references.Strings[0]}'");
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
            if (_references.TryAddId(_references.Mappings, f[1], Profile.Mappings.Count, "mapping"))
            {
                Profile.Mappings.Add(new PprofMapping(_references.GetString(f[5])));
            }
        }
        else if (field == PprofFields.Function)
        {
            var f = new SmallMessage(bytes);
            if (_references.TryAddId(_references.Functions, f[1], Profile.Functions.Count, "function"))
            {
                var module = f.Has(PprofFields.FunctionModule) ? _references.GetString(f[PprofFields.FunctionModule]) : null;
                Profile.Functions.Add(new PprofFunction(_references.GetString(f[2]), _references.GetString(f[3]), _references.GetString(f[4]),
                    (long)f[5], module, (int)Math.Min(f[PprofFields.FunctionColumn], int.MaxValue)));
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

        if (_references.TryAddId(_references.Locations, id, Profile.Locations.Count, "location"))
        {
            Profile.Locations.Add(new PprofLocation(_references.FindRow(_references.Mappings, mapping, "mapping"), address, lines));
        }
    }

    private PprofLine ReadLine(ReadOnlySpan<byte> bytes)
    {
        var f = new SmallMessage(bytes);
        return new PprofLine(
            _references.FindRow(_references.Functions, f[1], "function"),
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
            case PprofFields.DefaultSampleType:
                Profile.DefaultSampleType = _references.GetString(value);
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
            Profile.Comments.Add(_references.GetString(value));
            return;
        }

        var packed = new SpanReader(bytes);
        while (packed.Remaining > 0)
        {
            var number = packed.ReadUleb128();
            if (!packed.Failed)
            {
                Profile.Comments.Add(_references.GetString(number));
            }
        }
    }

    private PprofValueType ReadValueType(ReadOnlySpan<byte> bytes)
    {
        var f = new SmallMessage(bytes);
        return new PprofValueType(_references.GetString(f[1]), _references.GetString(f[2]));
    }
}
