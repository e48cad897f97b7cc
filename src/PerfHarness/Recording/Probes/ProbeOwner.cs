using System.Globalization;
using System.Text.RegularExpressions;
using PerfHarness.Processes;

namespace PerfHarness.Recording.Probes;

/// <summary>
/// The process that added a probe, which the probe's group names, so that what it left behind when it was killed is known as such:
/// <code>
///   perfharness_4711_1234567             id and start time
///   perfharness_4711_1234567_f0000042    in a container also its id namespace: the kernel's list of probes is one for all of them
/// </code>
/// </summary>
internal sealed partial record ProbeOwner(int Pid, long StartTicks, uint? PidNamespace)
{
    /// <summary>The first namespace of process ids has this number on every machine.</summary>
    private const uint InitialNamespace = 0xEFFFFFFC;

    public static ProbeOwner Current { get; } = new(
        Environment.ProcessId, ProcessEntry.Read(Environment.ProcessId)?.StartTicks ?? 0,
        ReadNamespace("self") is { } own && own != InitialNamespace ? own : null);

    public string Group => PidNamespace is { } id
        ? string.Create(CultureInfo.InvariantCulture, $"perfharness_{Pid}_{StartTicks}_{id:x}")
        : string.Create(CultureInfo.InvariantCulture, $"perfharness_{Pid}_{StartTicks}");

    /// <summary>Null for a group of somebody else.</summary>
    public static ProbeOwner? TryParse(string group)
    {
        var match = GroupPattern().Match(group);
        return match.Success
            && int.TryParse(match.Groups["pid"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(match.Groups["start"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            && TryParseNamespace(match.Groups["space"].ValueSpan) is var space
            ? new ProbeOwner(pid, start, space)
            : null;
    }

    /// <summary>False only where it is certain: from within a container nothing is known of processes outside.</summary>
    public bool MayBeRunning()
    {
        if (PidNamespace == Current.PidNamespace)
        {
            return IsProcess(Pid);
        }

        return Current.PidNamespace is not null || ProcessEntry.ReadAll().Any(entry => entry.StartTicks == StartTicks && IsProcess(entry.Pid)
            && ReadNamespace(entry.Pid.ToString(CultureInfo.InvariantCulture)) == PidNamespace);
    }

    private bool IsProcess(int pid) => ProcessEntry.Read(pid) is { HasEnded: false } entry && entry.StartTicks == StartTicks;

    private static uint? TryParseNamespace(ReadOnlySpan<char> text) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) ? id : null;

    // "pid:[4026531836]"
    private static uint? ReadNamespace(string process)
    {
        try
        {
            var link = new FileInfo($"/proc/{process}/ns/pid").LinkTarget;
            return link is ['p', 'i', 'd', ':', '[', .. var number, ']']
                && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex("^perfharness_(?<pid>[0-9]+)_(?<start>[0-9]+)(_(?<space>[0-9a-f]+))?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex GroupPattern();
}
