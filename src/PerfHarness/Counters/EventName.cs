namespace PerfHarness.Counters;

/// <summary>
/// An event's name in its parts:
/// <code>
///   cpu_core/instructions/u      instructions:uk      syscalls:sys_enter_read
///   └ kind   └ base       └ modifiers                 └ base: a tracepoint's colon is part of its name
/// </code>
/// </summary>
/// <param name="Base">The event itself, by perf's first name for it.</param>
/// <param name="Modifiers">Modes in which it counts: <c>u</c>, <c>k</c>, <c>pp</c>.</param>
/// <param name="Unit">The unit of the processor that counts it, where the name says; else empty.</param>
internal readonly record struct EventName(string Base, string Modifiers, string Unit)
{
    private const string KnownModifiers = "ukhGHIpPSDWeb";

    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.Ordinal)
    {
        ["cpu-cycles"] = "cycles", ["branch-instructions"] = "branches", ["faults"] = "page-faults", ["cs"] = "context-switches",
        ["migrations"] = "cpu-migrations", ["idle-cycles-frontend"] = "stalled-cycles-frontend", ["idle-cycles-backend"] = "stalled-cycles-backend",
    };

    /// <summary>A tracepoint or probe: <c>subsystem:event</c>.</summary>
    public bool IsTracepoint => Unit.Length == 0 && Base.Contains(':', StringComparison.Ordinal);

    public static EventName Parse(string text)
    {
        var (unit, name, modifiers) = ("", text, "");
        if (text.Split('/') is [{ Length: > 0 } before, var inside, var after])
        {
            (unit, name, modifiers) = (before, inside, after.TrimStart(':'));
        }
        else if (text.LastIndexOf(':') is > 0 and var colon && colon < text.Length - 1 && text[(colon + 1)..].All(KnownModifiers.Contains))
        {
            (name, modifiers) = (text[..colon], text[(colon + 1)..]);
        }

        return new EventName(Synonyms.GetValueOrDefault(name, name), modifiers, unit);
    }
}
