namespace PerfHarness.Formats.Unwinding;

/// <summary>What undoing one frame led to.</summary>
internal enum FrameStepResult
{
    /// <summary>The caller's registers are known.</summary>
    Caller,

    /// <summary>It was the thread's outermost frame.</summary>
    Root,

    /// <summary>Registers or memory that are needed are not known, or contradict each other.</summary>
    Unknown,
}
