namespace PerfHarness.Formats.PerfScript;

/// <summary>One sample of perf's text. The reader fills the same instance again for every sample.</summary>
internal sealed class PerfScriptSample
{
    public string Command { get; internal set; } = "";

    /// <summary>A thread was printed, whatever its number.</summary>
    public bool HasThread { get; internal set; }

    /// <summary>-1 where only the thread was printed, as perf does by default.</summary>
    public int Pid { get; internal set; } = -1;

    /// <summary>-1 where it was not printed.</summary>
    public int Tid { get; internal set; } = -1;

    /// <summary>-1 where it was not printed.</summary>
    public int Cpu { get; internal set; } = -1;

    /// <summary>Nanoseconds, or -1 where it was not printed.</summary>
    public long Time { get; internal set; } = -1;

    /// <summary>-1 where it was not printed.</summary>
    public long Period { get; internal set; } = -1;

    /// <summary>With modifiers (<c>cpu-clock:ppp</c>); empty where it was not printed.</summary>
    public string Event { get; internal set; } = "";

    /// <summary>Leaf first, as printed.</summary>
    public List<PerfScriptFrame> Frames { get; } = [];

    internal void Clear()
    {
        (Command, Event) = ("", "");
        HasThread = false;
        Pid = Tid = Cpu = -1;
        Time = Period = -1;
        Frames.Clear();
    }
}
