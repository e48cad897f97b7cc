using System.Globalization;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Processes;

/// <summary>Processors that a process may run on, as in <c>0,2-3</c>.</summary>
internal sealed class CpuSet
{
    // What the C library's cpu_set_t has.
    private const int MaxCpus = 1024;

    private readonly byte[] _mask;

    private CpuSet(byte[] mask) => _mask = mask;

    /// <exception cref="PerfHarnessException">The text is no list of processors, or one of them is not available to us (PH4001).</exception>
    public static CpuSet Parse(string text)
    {
        var (mask, available) = (new byte[MaxCpus / 8], GetAvailable());
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryParse(ends[0], out var first) || !TryParse(ends[^1], out var last) || last < first)
            {
                throw CreateError($"'{text}' is not a list of CPUs", "Give their numbers, as in 1 or 0,2-3.");
            }

            for (var cpu = first; cpu <= last; cpu++)
            {
                mask[cpu / 8] |= available.Contains(cpu) ? (byte)(1 << (cpu % 8)) : throw CreateError(
                    string.Create(CultureInfo.InvariantCulture, $"CPU {cpu} is not available"), $"Available: {available}.");
            }
        }

        return new CpuSet(mask);
    }

    /// <summary>Numbers of the processors, ascending.</summary>
    public IEnumerable<int> Numbers => Enumerable.Range(0, MaxCpus).Where(Contains);

    public static CpuSet FromNumbers(IEnumerable<int> cpus)
    {
        var mask = new byte[MaxCpus / 8];
        foreach (var cpu in cpus)
        {
            mask[cpu / 8] |= (byte)(1 << (cpu % 8));
        }

        return new CpuSet(mask);
    }

    /// <summary>Those that the calling thread may run on.</summary>
    public static CpuSet GetAvailable()
    {
        var mask = new byte[MaxCpus / 8];
        return LibC.GetAffinity(0, mask.Length, mask) >= 0 ? new CpuSet(mask) : throw CreateError("the CPUs of this process cannot be read", null);
    }

    /// <summary>The other available processors; null if there are none.</summary>
    public CpuSet? CreateComplement() => GetAvailable().Except(Numbers);

    /// <summary>Without some of them; null if none is left.</summary>
    public CpuSet? Except(IEnumerable<int> cpus)
    {
        var others = Numbers.Except(cpus).ToList();
        return others.Count == 0 ? null : FromNumbers(others);
    }

    /// <summary>Limits the calling thread to them, and what it starts from now on.</summary>
    public void UseForThisThread() => Set(_mask);

    /// <summary>Runs an action whose child processes are limited to these processors.</summary>
    public T Run<T>(Func<T> start)
    {
        // A child inherits the processors of the thread that starts it.
        var before = GetAvailable();
        Set(_mask);
        try
        {
            return start();
        }
        finally
        {
            Set(before._mask);
        }
    }

    public override string ToString()
    {
        var cpus = Numbers.ToList();
        var ranges = cpus.Where(cpu => !Contains(cpu - 1)).Zip(cpus.Where(cpu => !Contains(cpu + 1)));
        return string.Join(',', ranges.Select(range => range.First == range.Second
            ? range.First.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Second}")));
    }

    private static void Set(byte[] mask)
    {
        if (LibC.SetAffinity(0, mask.Length, mask) != 0)
        {
            throw CreateError("the CPUs of a process cannot be set here", "Omit --pin-cpus.");
        }
    }

    private static bool TryParse(string text, out int cpu) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out cpu) && cpu < MaxCpus;

    private static PerfHarnessException CreateError(string problem, string? remedy) => new(DiagnosticCodes.UsageError, $"{problem}.", remedy);

    private bool Contains(int cpu) => cpu is >= 0 and < MaxCpus && (_mask[cpu / 8] & (1 << (cpu % 8))) != 0;
}
