namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// What System.Reflection.Metadata throws on corrupt input. Mostly BadImageFormatException; the others were seen when
/// bits of real assemblies were flipped.
/// </summary>
internal static class MetadataErrors
{
    public static bool IsCorruptMetadata(Exception e) =>
        e is BadImageFormatException or ArgumentException or IndexOutOfRangeException or OverflowException or InvalidOperationException
            or InvalidCastException or IOException or NotSupportedException or InvalidDataException;
}
