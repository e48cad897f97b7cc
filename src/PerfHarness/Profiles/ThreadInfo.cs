namespace PerfHarness.Profiles;

/// <summary>A thread under one command name; a thread that changes its name (exec, prctl) has one row per name.</summary>
public readonly record struct ThreadInfo(int Pid, int Tid, string CommandName);
