using System.Globalization;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.PerfData;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>Command names of threads now, and the profile's row for each thread under its name.</summary>
internal sealed class ThreadNames(ProfileBuilder builder)
{
    private readonly Dictionary<int, string> _names = [];
    private readonly InternedTree<ulong> _threads = new();
    private int[] _rows = new int[64];

    /// <param name="isExec">The process runs another program from now on.</param>
    public void Rename(int pid, int tid, string name, bool isExec)
    {
        // A main thread may be named like any other; the program's own name is the one that it starts with.
        if (isExec || (pid == tid && !builder.ProcessNames.ContainsKey(pid)))
        {
            builder.SetProcessName(pid, name);
        }

        Rename(pid, tid, name);
    }

    private void Rename(int pid, int tid, string name)
    {
        _names[tid] = name;
        GetRow(pid, tid) = 0;
    }

    /// <summary>A new thread has its parent's name until it gets one of its own.</summary>
    public void Fork(in TaskRecord fork)
    {
        if (_names.TryGetValue(fork.ParentTid, out var name))
        {
            Rename(fork.Pid, fork.Tid, name);
        }

        if (fork.Pid != fork.ParentPid && !fork.WasRunning && builder.ProcessNames.TryGetValue(fork.ParentPid, out var program))
        {
            builder.SetProcessName(fork.Pid, program);
        }
    }

    public ThreadId GetThread(int pid, int tid)
    {
        ref var row = ref GetRow(pid, tid);
        if (row == 0)
        {
            row = builder.AddThread(new ThreadInfo(pid, tid, GetName(tid))).Index + 1;
        }

        return new ThreadId(row - 1);
    }

    // The profile's row of the thread under its present name, counted from 1; 0 where it has none yet.
    private ref int GetRow(int pid, int tid)
    {
        var thread = _threads.GetOrAdd(0, ((ulong)(uint)pid << 32) | (uint)tid, out _);
        if (thread == _rows.Length)
        {
            Array.Resize(ref _rows, thread * 2);
        }

        return ref _rows[thread];
    }

    private string GetName(int tid) => tid == 0 ? "swapper" : _names.GetValueOrDefault(tid) ?? string.Create(CultureInfo.InvariantCulture, $":{tid}");
}
