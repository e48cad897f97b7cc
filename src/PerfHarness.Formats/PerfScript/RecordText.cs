using System.Text;

namespace PerfHarness.Formats.PerfScript;

/// <summary>A record that is no sample, as <c>--show-task-events</c> and its like print it: <c>PERF_RECORD_LOST lost 12</c>.</summary>
internal static class RecordText
{
    /// <summary>Counts the record.</summary>
    public static void Read(ReadOnlySpan<byte> text, PerfScriptHeader header)
    {
        text = text["PERF_RECORD_".Length..];
        var length = text.IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);
        var type = length < 0 ? text : text[..length];
        var name = Encoding.UTF8.GetString(type[..Math.Min(type.Length, 32)]);
        header.CountRecords(name, 1);
        if (name == "THROTTLE")
        {
            header.ThrottleCount++;
        }
        else if (name is "LOST" or "LOST_SAMPLES" && text.IndexOf(" lost "u8) is > 0 and var lost)
        {
            var at = lost + " lost ".Length;
            if (PerfScriptText.TryParseInt64(PerfScriptText.ReadWord(text, ref at), out var records) && records < long.MaxValue / 2
                && header.LostRecords < long.MaxValue / 2)
            {
                header.LostRecords += records;
            }
        }
    }
}
