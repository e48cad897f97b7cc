using System.Buffers.Text;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Kernel;

/// <summary>
/// Names of the kernel, its modules and its BPF programs from text like <c>/proc/kallsyms</c>:
/// <code>
///   ffffffff81000080 T entry_SYSCALL_64
///   ffffffffc0501010 t ext4_find_entry	[ext4]
/// </code>
/// There are no sizes: a function reaches to the next symbol, whatever that is. Addresses are the text's own plus the
/// relocation, which is the distance between the recorded kernel and this one. The text is kept; names are created on first use.
/// </summary>
internal sealed class KallsymsSource : ISymbolSource
{
    // A kernel has some 150,000 symbols in 6 MB.
    private const int MaxText = 1 << 28;
    private const int UsualText = 1 << 23;
    private const ulong Page = 4096;

    private readonly ReadOnlyMemory<byte> _text;
    private readonly ulong[] _starts;
    private readonly KallsymsEntry[] _entries;
    private readonly Symbol?[] _symbols;
    private readonly ulong _relocation;

    private KallsymsSource(ReadOnlyMemory<byte> text, ulong[] starts, KallsymsEntry[] entries, bool hidden, ulong relocation)
    {
        (_text, _starts, _entries, AreAddressesHidden, _relocation) = (text, starts, entries, hidden, relocation);
        _symbols = new Symbol?[entries.Length];
    }

    /// <summary>The kernel shows every address as zero (kptr_restrict, or no privilege): nothing can be named.</summary>
    public bool AreAddressesHidden { get; }

    /// <summary>The distance from where the kernel is whose text this is to where the symbols are.</summary>
    public ulong Relocation => _relocation;

    /// <summary>Reads a kallsyms file.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static KallsymsSource Open(string path = "/proc/kallsyms")
    {
        try
        {
            // A file of /proc says its size is 0, and gives a page at a time.
            using var file = File.OpenHandle(path);
            var text = GC.AllocateUninitializedArray<byte>(UsualText);
            var used = 0;
            for (var count = -1; count != 0 && used < MaxText; used += count)
            {
                if (used == text.Length)
                {
                    Array.Resize(ref text, 2 * used);
                }

                count = RandomAccess.Read(file, text.AsSpan(used), used);
            }

            return Parse(text, used);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(DiagnosticCodes.UnreadableFile, $"cannot read '{path}': {e.Message}", null, path, e);
        }
    }

    public static KallsymsSource Parse(byte[] text) => Parse(text, text.Length);

    /// <summary>The same names for a kernel that lay elsewhere: modules, whose places say nothing about it, are left out.</summary>
    public KallsymsSource Relocate(ulong relocation)
    {
        var (starts, entries) = (new List<ulong>(_starts.Length), new List<KallsymsEntry>(_entries.Length));
        for (var i = 0; i < _entries.Length; i++)
        {
            if (relocation == 0 || Module(_entries[i]).IsEmpty)
            {
                starts.Add(unchecked(_starts[i] + relocation));
                entries.Add(_entries[i]);
            }
        }

        return new KallsymsSource(_text, [.. starts], [.. entries], AreAddressesHidden, unchecked(_relocation + relocation));
    }

    /// <summary>Where the symbol of the core kernel is, or null. The text is searched, because only one alias of an address is kept.</summary>
    public ulong? FindAddress(string name)
    {
        var wanted = Encoding.UTF8.GetBytes($" {name}\n");
        for (var at = 0; _text.Span[at..].IndexOf(wanted) is >= 0 and var found; at += found + wanted.Length)
        {
            var start = _text.Span[..(at + found)].LastIndexOf((byte)'\n') + 1;
            if (Utf8Parser.TryParse(_text.Span[start..], out ulong address, out var used, 'x') && used + 2 == at + found - start)
            {
                return unchecked(address + _relocation);
            }
        }

        return null;
    }

    public Symbol? Find(ulong address)
    {
        var at = Array.BinarySearch(_starts, address);
        at = at < 0 ? ~at - 1 : at;
        if (at < 0 || !_entries[at].IsCode)
        {
            return null;
        }

        if (_symbols[at] is null)
        {
            var end = End(at);
            var module = Module(_entries[at]);
            var name = new FunctionName(module.IsEmpty ? KernelModuleName.Core : Encoding.UTF8.GetString(module),
                Encoding.UTF8.GetString(Name(_entries[at])));
            Interlocked.CompareExchange(ref _symbols[at], new Symbol(_starts[at], end - _starts[at], name, FrameKind.Kernel), null);
        }

        var symbol = _symbols[at]!;
        return address - symbol.Start < symbol.Size ? symbol : null;
    }

    // The last symbol of a module does not reach to the next module.
    private ulong End(int index)
    {
        var roomy = (_starts[index] + Page + Page - 1) & ~(Page - 1);
        if (index + 1 == _starts.Length)
        {
            return roomy;
        }

        var next = _starts[index + 1];
        return Module(_entries[index]).SequenceEqual(Module(_entries[index + 1])) ? next : Math.Min(next, roomy);
    }

    private ReadOnlySpan<byte> Name(in KallsymsEntry entry)
    {
        var text = _text.Span.Slice(entry.Offset, entry.Length);
        var end = text.IndexOfAny((byte)'\t', (byte)' ');
        return end < 0 ? text : text[..end];
    }

    private ReadOnlySpan<byte> Module(in KallsymsEntry entry)
    {
        var text = _text.Span.Slice(entry.Offset, entry.Length);
        var start = text.IndexOf((byte)'[');
        return start > 0 && text[^1] == ']' && text[start - 1] is (byte)'\t' or (byte)' ' ? text[start..] : default;
    }

    private static KallsymsSource Parse(byte[] buffer, int used)
    {
        var text = buffer.AsSpan(0, used);
        var starts = new ulong[text.Count((byte)'\n') + 1];
        var entries = new KallsymsEntry[starts.Length];
        var (count, zeros) = (0, 0);
        for (var at = 0; at < text.Length;)
        {
            var line = text[at..];
            var end = line.IndexOf((byte)'\n');
            line = end < 0 ? line : line[..end];
            if (Utf8Parser.TryParse(line, out ulong address, out var digits, 'x') && digits + 3 < line.Length && line[digits] == ' '
                && line[digits + 2] == ' ')
            {
                zeros += address == 0 ? 1 : 0;
                (starts[count], entries[count]) = (address, new KallsymsEntry(at + digits + 3, line.Length - digits - 3, line[digits + 1]));
                count++;
            }

            at += line.Length + 1;
        }

        return count > 0 && zeros == count
            ? new KallsymsSource(default, [], [], hidden: true, 0)
            : RemoveAliases(new ReadOnlyMemory<byte>(buffer, 0, used), starts[..count], entries);
    }

    private static KallsymsSource RemoveAliases(ReadOnlyMemory<byte> text, ulong[] starts, KallsymsEntry[] entries)
    {
        var order = RadixSort.SortToOrder(ref starts);
        var count = 0;
        for (var i = 0; i < order.Length; i++)
        {
            if (count > 0 && starts[count - 1] == starts[i])
            {
                order[count - 1] = IsPreferred(entries[order[i]], entries[order[count - 1]]) ? order[i] : order[count - 1];
            }
            else
            {
                (starts[count], order[count]) = (starts[i], order[i]);
                count++;
            }
        }

        var kept = new KallsymsEntry[count];
        for (var i = 0; i < count; i++)
        {
            kept[i] = entries[order[i]];
        }

        return new KallsymsSource(text, starts[..count], kept, hidden: false, 0);
    }

    // perf lets the last alias win here: it alone reaches to the next symbol, the others have no length.
    private static bool IsPreferred(in KallsymsEntry a, in KallsymsEntry b) =>
        a.IsCode != b.IsCode ? a.IsCode : a.Offset > b.Offset;
}
