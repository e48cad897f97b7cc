using System.Buffers.Text;
using System.Text;
using PerfHarness.Formats.Diagnostics;
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
    private const ulong Page = 4096;

    private readonly byte[] _text;
    private readonly ulong[] _starts;
    private readonly KallsymsEntry[] _entries;
    private readonly Symbol?[] _symbols;
    private readonly ulong _relocation;

    private KallsymsSource(byte[] text, ulong[] starts, KallsymsEntry[] entries, bool hidden, ulong relocation)
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
            // A file of /proc says its size is 0.
            using var file = File.OpenRead(path);
            using var text = new MemoryStream();
            var block = new byte[1 << 16];
            for (var count = file.Read(block); count > 0 && text.Length < MaxText; count = file.Read(block))
            {
                text.Write(block, 0, count);
            }

            return Parse(text.ToArray());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(DiagnosticCodes.UnreadableFile, $"cannot read '{path}': {e.Message}", null, path, e);
        }
    }

    public static KallsymsSource Parse(byte[] text)
    {
        var found = new List<(ulong Address, KallsymsEntry Entry)>(text.Length / 48);
        var (lines, zeros) = (0, 0);
        for (var at = 0; at < text.Length;)
        {
            var line = text.AsSpan(at);
            var end = line.IndexOf((byte)'\n');
            line = end < 0 ? line : line[..end];
            if (Utf8Parser.TryParse(line, out ulong address, out var used, 'x') && used + 3 < line.Length && line[used] == ' '
                && line[used + 2] == ' ')
            {
                lines++;
                zeros += address == 0 ? 1 : 0;
                found.Add((address, new KallsymsEntry(at + used + 3, line.Length - used - 3, line[used + 1])));
            }

            at += line.Length + 1;
        }

        var hidden = lines > 0 && zeros == lines;
        return hidden ? new KallsymsSource([], [], [], hidden: true, 0) : RemoveAliases(text, found);
    }

    /// <summary>The same names for a kernel that lay elsewhere: modules, whose places say nothing about it, are left out.</summary>
    public KallsymsSource Relocate(ulong relocation)
    {
        var kept = Enumerable.Range(0, _entries.Length).Where(i => relocation == 0 || Module(_entries[i]).IsEmpty).ToArray();
        return new KallsymsSource(_text, [.. kept.Select(i => unchecked(_starts[i] + relocation))], [.. kept.Select(i => _entries[i])],
            AreAddressesHidden,
            unchecked(_relocation + relocation));
    }

    /// <summary>Where the symbol of the core kernel is, or null. The text is searched, because only one alias of an address is kept.</summary>
    public ulong? FindAddress(string name)
    {
        var wanted = Encoding.UTF8.GetBytes($" {name}\n");
        for (var at = 0; _text.AsSpan(at).IndexOf(wanted) is >= 0 and var found; at += found + wanted.Length)
        {
            var start = _text.AsSpan(0, at + found).LastIndexOf((byte)'\n') + 1;
            if (Utf8Parser.TryParse(_text.AsSpan(start), out ulong address, out var used, 'x') && used + 2 == at + found - start)
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
        var text = _text.AsSpan(entry.Offset, entry.Length);
        var end = text.IndexOfAny((byte)'\t', (byte)' ');
        return end < 0 ? text : text[..end];
    }

    private ReadOnlySpan<byte> Module(in KallsymsEntry entry)
    {
        var text = _text.AsSpan(entry.Offset, entry.Length);
        var start = text.IndexOf((byte)'[');
        return start > 0 && text[^1] == ']' && text[start - 1] is (byte)'\t' or (byte)' ' ? text[start..] : default;
    }

    private static KallsymsSource RemoveAliases(byte[] text, List<(ulong Address, KallsymsEntry Entry)> found)
    {
        var order = new int[found.Count];
        var keys = new ulong[found.Count];
        for (var i = 0; i < order.Length; i++)
        {
            (order[i], keys[i]) = (i, found[i].Address);
        }

        Array.Sort(keys, order);
        var starts = new List<ulong>(order.Length);
        var entries = new List<KallsymsEntry>(order.Length);
        foreach (var index in order)
        {
            var (address, entry) = found[index];
            if (starts.Count > 0 && starts[^1] == address)
            {
                if (IsPreferred(entry, entries[^1]))
                {
                    entries[^1] = entry;
                }
            }
            else
            {
                starts.Add(address);
                entries.Add(entry);
            }
        }

        return new KallsymsSource(text, [.. starts], [.. entries], hidden: false, 0);
    }

    // perf lets the last alias win here: it alone reaches to the next symbol, the others have no length.
    private static bool IsPreferred(in KallsymsEntry a, in KallsymsEntry b) =>
        a.IsCode != b.IsCode ? a.IsCode : a.Offset > b.Offset;
}
