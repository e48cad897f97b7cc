using System.Globalization;

namespace PerfHarness.Measurements;

/// <summary>Names a session by its beginning, to the millisecond: sorted by name they are in the order of time.</summary>
internal static class SessionName
{
    public static string Create(DateTimeOffset start) =>
        start.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
