namespace PerfHarness.Formats.PerfScript;

/// <summary>What a sample's line says that many of them say alike.</summary>
/// <param name="HasThread">A thread was printed, whatever its number.</param>
/// <param name="Pid">-1 where only the thread was printed, as perf does by default.</param>
/// <param name="Tid">-1 where it was not printed.</param>
/// <param name="Cpu">-1 where it was not printed.</param>
/// <param name="Event">With modifiers (<c>cpu-clock:ppp</c>); empty where it was not printed.</param>
internal readonly record struct SampleHead(string Command, bool HasThread, int Pid, int Tid, int Cpu, string Event);
