namespace PerfHarness.Overhead;

/// <summary>What one run took.</summary>
/// <param name="Wall">Seconds that the command itself ran.</param>
/// <param name="User">Its seconds of CPU time in user code.</param>
/// <param name="System">The same in the kernel, where an observer's interrupts count as the command's.</param>
/// <param name="ObserverWall">Seconds that the observer added before the command's start and after its end.</param>
/// <param name="ObserverCpu">Seconds of CPU time that the observer used itself.</param>
/// <param name="Bytes">What it wrote.</param>
internal readonly record struct ObservedRun(double Wall, double User, double System, double ObserverWall, double ObserverCpu, long Bytes)
{
    public double Cpu => User + System;
}
