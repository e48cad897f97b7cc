namespace PerfHarness.Processes;

/// <summary>Where a process reads from.</summary>
internal enum InputSource
{
    /// <summary>From <c>/dev/null</c>: the end at once.</summary>
    Empty,

    /// <summary>From our own standard input.</summary>
    Inherit,
}
