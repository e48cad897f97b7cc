using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.Jit;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// Lists what the runtime did not: stubs in a running process's memory, recognized by their bytes, as further lines of its perf
/// map. A runtime whose map is requested while it runs lists the stubs that it makes from then on, and methods, but not the stubs
/// that it had.
/// </summary>
internal static class UnlistedCode
{
    // A longer range without a line is no heap of stubs.
    private const ulong MaxGap = 1 << 16;
    private const ulong Alignment = 8;
    private const int MaxDistance = 16;
    private const string DoubleMapped = "/memfd:doublemapper";

    /// <summary>Adds lines to the file. Does nothing where the process has ended or its memory may not be read.</summary>
    public static void Append(string mapPath, int pid)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return;
        }

        try
        {
            var map = PerfMapReader.Read(File.ReadAllBytes(mapPath), mapPath, new DiagnosticBag());
            if (UnlistedStubs.TryCreate(map) is null)
            {
                return;
            }

            var lines = new StringBuilder();
            using var memory = File.OpenHandle(FormattableString.Invariant($"/proc/{pid}/mem"));
            var listed = new ListedCode(map);
            foreach (var (start, end) in FindRuntimeCode(pid))
            {
                foreach (var gap in listed.FindGaps(start, end))
                {
                    if (gap.End - gap.Start <= MaxGap)
                    {
                        var code = new byte[gap.End - gap.Start];
                        List(gap.Start, code.AsSpan(0, TryRead(memory, gap.Start, code)), lines);
                    }
                }
            }

            File.AppendAllText(mapPath, lines.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InputException)
        {
            // It has ended, or belongs to another user: what is not listed stays unnamed, and is counted.
            _ = e;
        }
    }

    /// <summary>Appends a line for each run of stubs of one kind.</summary>
    internal static void List(ulong start, ReadOnlySpan<byte> code, StringBuilder lines)
    {
        string? kind = null;
        var (first, end) = (0, 0);
        for (var at = Align(start, 0); at < code.Length;)
        {
            if (StubPattern.Recognize(code[at..], out var length) is not { } found)
            {
                at += (int)Alignment;
                continue;
            }

            // Stubs of one kind lie side by side, at most aligned.
            if (found != kind || at - end >= MaxDistance)
            {
                Append(lines, start, first, end, kind);
                (kind, first) = (found, at);
            }

            end = at + length;
            at = Align(start, end);
        }

        Append(lines, start, first, end, kind);
    }

    // Memory may be gone since it was among the mappings.
    internal static int TryRead(SafeFileHandle memory, ulong address, Span<byte> code)
    {
        try
        {
            return RandomAccess.Read(memory, code, (long)address);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // The next offset that is an aligned address.
    private static int Align(ulong start, int offset) => offset + (int)((Alignment - (start + (ulong)offset) % Alignment) % Alignment);

    private static void Append(StringBuilder lines, ulong start, int first, int end, string? kind)
    {
        if (kind is not null)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{start + (ulong)first:x} {end - first:x} stub Recorded<{kind}>\n");
        }
    }

    // With W^X the memory of the runtime's allocator, mapped twice; without it memory that is writable and executable.
    internal static List<(ulong Start, ulong End)> FindRuntimeCode(int pid)
    {
        var doubleMapped = new List<(ulong, ulong)>();
        var writable = new List<(ulong, ulong)>();
        foreach (var line in File.ReadLines(FormattableString.Invariant($"/proc/{pid}/maps")))
        {
            // 7f6544040000-7f6544041000 r-xs 00000000 00:01 278584    /memfd:doublemapper (deleted)
            var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            var bounds = fields[0].Split('-');
            if (fields.Length < 5 || !fields[1].Contains('x', StringComparison.Ordinal) || bounds.Length != 2
                || !ulong.TryParse(bounds[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var start)
                || !ulong.TryParse(bounds[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var end) || start > long.MaxValue)
            {
                continue;
            }

            if (fields.Length > 5 && fields[5].StartsWith(DoubleMapped, StringComparison.Ordinal))
            {
                doubleMapped.Add((start, end));
            }
            else if (fields.Length == 5 && fields[1].StartsWith("rwx", StringComparison.Ordinal))
            {
                writable.Add((start, end));
            }
        }

        return doubleMapped.Count > 0 ? doubleMapped : writable;
    }
}
