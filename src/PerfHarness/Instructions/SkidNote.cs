using PerfHarness.Profiles;

namespace PerfHarness.Instructions;

/// <summary>How far a sample's address may be from the instruction that cost the time: a line above a listing.</summary>
internal static class SkidNote
{
    private const string Modifiers = "ukhGHIpPSDWeb";

    private static readonly string[] Occurrences =
        ["page-faults", "faults", "minor-faults", "major-faults", "context-switches", "cs", "cpu-migrations", "migrations", "alignment-faults",
            "emulation-faults", "cgroup-switches", "bpf-output"];

    public static string Get(EventInfo sampled)
    {
        var colon = sampled.Name.LastIndexOf(':');
        var hasModifiers = colon > 0 && sampled.Name.AsSpan(colon + 1).IndexOfAnyExcept(Modifiers) < 0;
        var name = hasModifiers ? sampled.Name[..colon] : sampled.Name;
        if (name is "cpu-clock" or "task-clock")
        {
            return "Skid: the timer's interrupt is often taken one instruction after the costly one.";
        }

        // What is left of a colon is the group of a tracepoint or probe.
        if (name.Contains(':', StringComparison.Ordinal) || Occurrences.Contains(name))
        {
            return "No skid: the event is recorded where it occurs.";
        }

        var modifiers = hasModifiers ? sampled.Name[(colon + 1)..] : "";
        return modifiers.Contains("pp", StringComparison.Ordinal) || modifiers.Contains('P', StringComparison.Ordinal)
                ? "No skid: the processor itself recorded the instruction (precise event)."
            : modifiers.Contains('p', StringComparison.Ordinal)
                ? "Skid: samples are at the instruction after the counted one (with :pp at it)."
            : "Skid: a counter's interrupt comes some instructions late (with :pp it does not).";
    }
}
