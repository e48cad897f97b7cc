using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;

/// <summary>
/// CPU time that functions used, by the thread's own clock, in <c>$TRUTH_FOLDER/truth.txt</c>: <c>nanoseconds name</c>, the name as a
/// profile shows it. With <c>TRUTH_LIVE</c>, work begins when <c>go</c> is there and <c>done</c> is written at its end; the process then
/// lives until its standard input ends.
/// </summary>
public static class TruthFile
{
    private static readonly Dictionary<string, long> Burned = new Dictionary<string, long>();
    private static readonly string Folder = Environment.GetEnvironmentVariable("TRUTH_FOLDER") ?? ".";
    private static readonly bool IsLive = Environment.GetEnvironmentVariable("TRUTH_LIVE") == "1";

    public static void Begin()
    {
        while (IsLive && !File.Exists(Path.Combine(Folder, "go")))
        {
            Thread.Sleep(10);
        }
    }

    /// <summary>Of the calling thread, in nanoseconds.</summary>
    public static long Now()
    {
        ClockGetTime(3, out var time);
        return time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }

    public static void Add(string name, long nanoseconds)
    {
        lock (Burned)
        {
            Burned.TryGetValue(name, out var before);
            Burned[name] = before + nanoseconds;
        }
    }

    public static void End()
    {
        File.WriteAllLines(Path.Combine(Folder, "truth.txt"), Burned.Select(b => b.Value + " " + b.Key));
        WaitForEnd();
    }

    public static void WaitForEnd()
    {
        if (IsLive)
        {
            File.WriteAllText(Path.Combine(Folder, "done"), "");
            Console.In.ReadToEnd();
        }
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ClockGetTime(int clock, out Time time);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
