namespace PerfHarness.FakePerf;

/// <summary>What perf says, in its own words (perf 6.1).</summary>
internal static class FakeResponses
{
    public const string Forbidden =
        """
        Error:
        Access to performance monitoring and observability operations is limited.
        Consider adjusting /proc/sys/kernel/perf_event_paranoid setting to open
        access to performance monitoring and observability operations for processes
        without CAP_PERFMON, CAP_SYS_PTRACE or CAP_SYS_ADMIN Linux capability.
        """;

    public const string LittleMemory =
        """
        Permission error mapping pages.
        Consider increasing /proc/sys/kernel/perf_event_mlock_kb,
        or try again with a smaller value of -m/--mmap_pages.
        (current value: 128,0)
        """;

    public const string NoSampling =
        """
        Error:
        cycles: PMU Hardware doesn't support sampling/overflow-interrupts. Try 'perf stat'
        """;

    public const string NoBuildIds =
        """
          Error: unknown option `buildid-mmap'

         Usage: perf record [<options>] [<command>]
            or: perf record [<options>] -- <command> [<options>]
        """;

    public const string NoBuildIdsInKernel = "Failed: no support to record build id in mmap events, update your kernel.";

    public static int Version(Misbehavior misbehavior)
    {
        switch (misbehavior)
        {
            case Misbehavior.NoPerfForThisKernel:
                Console.Error.WriteLine("WARNING: perf not found for kernel 6.8.0-31\n\n  You may need to install the following packages for this specific kernel:\n    linux-tools-6.8.0-31-generic");
                return 2;
            case Misbehavior.Old:
                Console.WriteLine("perf version 4.9.130");
                return 0;
            default:
                Console.WriteLine("perf version 6.1.0");
                return 0;
        }
    }

    public static int Stat(string[] args, Misbehavior misbehavior)
    {
        var events = args[Array.IndexOf(args, "-e") + 1].Split(',');
        var separator = args[Array.IndexOf(args, "-x") + 1];
        if (misbehavior == Misbehavior.Paranoid
            || (misbehavior == Misbehavior.NoKernel && Array.Exists(events, name => name.EndsWith(":k", StringComparison.Ordinal))))
        {
            Console.Error.WriteLine(Forbidden);
            return 255;
        }

        foreach (var name in events)
        {
            var counts = !name.StartsWith("cycles", StringComparison.Ordinal) || misbehavior == Misbehavior.NoSampling;
            string[] fields = counts ? ["1234567", "", name, "1000000", "100.00"] : ["<not supported>", "", name, "0", "100.00"];
            Console.Error.WriteLine(string.Join(separator, fields) + separator + separator);
        }

        return 0;
    }
}
