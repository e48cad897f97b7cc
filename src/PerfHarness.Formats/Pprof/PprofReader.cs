using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.Pprof;

/// <summary>
/// Reads pprof files, gzipped or not. Ids are resolved to rows and every index is checked: what points nowhere is a
/// diagnostic and is left out.
/// </summary>
internal static class PprofReader
{
    /// <param name="file">Name for diagnostics.</param>
    /// <exception cref="InputException">Nothing of it is a profile, or it is a decompression bomb.</exception>
    public static PprofProfile Read(Stream input, DiagnosticBag diagnostics, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var data = PprofInflater.Read(input, file, out var error);
        if (error is not null)
        {
            diagnostics.Warn(DiagnosticCodes.TruncatedInput, $"the compressed data is corrupt ({error.TrimEnd('.')})",
                "The part before the error is used.", file);
        }

        var profile = new PprofParser(data, diagnostics, file).Read();
        if (profile.SampleTypes.Count == 0)
        {
            throw new InputException(DiagnosticCodes.CorruptHeader, $"'{file}' is not a pprof profile: it has no sample type", null, file);
        }

        return profile;
    }

    /// <summary>Whether uncompressed bytes that start like this are a profile: its first fields are of the right numbers and types.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> head)
    {
        var wire = new WireReader(head);
        var fields = 0;
        while (fields < 8 && wire.Read())
        {
            // All writers, PerfHarness included, write the fields in order.
            if (fields++ == 0 && !(wire.FieldNumber == PprofFields.SampleType && wire.IsBytes && IsValueType(wire.Bytes)))
            {
                return false;
            }

            if (wire.FieldNumber is not (PprofFields.Comment or 15) && !(wire.IsBytes ? IsMessage(wire.FieldNumber) : IsNumber(wire.FieldNumber)))
            {
                return false;
            }
        }

        return fields > 0;
    }

    private static bool IsMessage(int field) => field is PprofFields.SampleType or PprofFields.Sample or PprofFields.Mapping
        or PprofFields.Location or PprofFields.Function or PprofFields.StringTable or PprofFields.PeriodType;

    private static bool IsNumber(int field) => field is 7 or 8 or PprofFields.TimeNanos or PprofFields.DurationNanos
        or PprofFields.Period or PprofFields.DefaultSampleType;

    private static bool IsValueType(ReadOnlySpan<byte> message)
    {
        var wire = new WireReader(message);
        while (wire.Read())
        {
            if (wire.FieldNumber is not (1 or 2) || wire.IsBytes)
            {
                return false;
            }
        }

        return !wire.Failed;
    }
}
