namespace PerfHarness.Formats.PerfScript;

/// <summary>What <c>-F</c> made of the samples of a text.</summary>
internal enum PerfScriptLayout
{
    /// <summary>Before the first sample.</summary>
    Unknown,

    /// <summary>Samples have a thread, a time or an event.</summary>
    Fields,

    /// <summary>Samples have a command at most, and their frames below.</summary>
    Bare,

    /// <summary>Samples are a frame each: <c>-F ip,sym</c> without callchains.</summary>
    FrameOnly,
}
