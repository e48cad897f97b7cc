using System.Globalization;
using PerfHarness.Formats.Pprof;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>Reads a sample's thread from its labels, by the keys that writers use.</summary>
internal static class PprofThread
{
    public static ThreadInfo Parse(List<PprofLabel> labels)
    {
        var (pid, tid, name) = (-1, -1, "");
        foreach (var label in labels)
        {
            switch (label.Key)
            {
                case "pid" or "process_id" or "process id":
                    pid = Id(label);
                    break;
                case "tid" or "thread_id" or "thread id":
                    tid = Id(label);
                    break;
                case "thread" or "thread_name" or "thread name" or "comm" when label.Text is not null:
                    name = label.Text;
                    break;
            }
        }

        return new ThreadInfo(pid, tid, name);
    }

    private static int Id(PprofLabel label) => label.Text is { } text
        ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1
        : label.Number is >= -1 and <= int.MaxValue ? (int)label.Number : -1;
}
