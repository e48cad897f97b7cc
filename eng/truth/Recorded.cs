namespace PerfHarness.Truth;

/// <summary>How a program is recorded.</summary>
internal enum Recorded
{
    /// <summary>From its start to its end, as <c>record -- COMMAND</c> does.</summary>
    Command,

    /// <summary>While it runs, started with the settings that a command gets; it lives on.</summary>
    Started,

    /// <summary>While it runs, started without any setting, as <c>record -p PID</c> does; it lives on.</summary>
    Attached,
}
