using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Jit;

/// <summary>
/// Reads jitdumps (tools/perf/Documentation/jitdump-specification.txt of the Linux kernel, version 1):
/// <code>
///   header  magic 'JiTD', version, total_size, elf_mach, pad, pid (u32 each), timestamp, flags (u64)
///   record  id, total_size (u32), timestamp (u64), then
///           0 LOAD        pid, tid (u32), vma, code_addr, code_size, code_index (u64), name\0, code
///           1 MOVE        pid, tid (u32), vma, old_code_addr, new_code_addr, code_size, code_index (u64)
///           2 DEBUG_INFO  code_addr, count (u64), count x (code_addr u64, line, discriminator u32, file\0)
///           3 CLOSE
///           4 UNWINDING_INFO
/// </code>
/// Numbers are in the writer's byte order, which the magic shows. Code is skipped: a record costs its head and name, and
/// <see cref="ReadCode"/> reads the code of one.
/// </summary>
internal sealed class JitDumpReader
{
    /// <summary>The first four bytes.</summary>
    public const uint Magic = 0x4A695444;

    private const int HeaderLength = 40;
    private const int RecordHeaderLength = 16;
    private const int LoadHeaderLength = 40;
    private const int MaxName = 64 * 1024;
    private const int MaxDebugInfo = 16 * 1024 * 1024;
    private const int MaxFileName = 4096;

    private readonly FileWindow _file;
    private readonly string _path;
    private readonly DiagnosticBag _diagnostics;
    private readonly HashSet<string>? _names;
    private readonly List<JitDumpMethod> _methods = [];
    private readonly Dictionary<ulong, int> _byIndex = [];
    private readonly Dictionary<string, string> _fileNames = [];
    private IReadOnlyList<JitDumpLine> _lines = [];
    private ulong _linesAddress;
    private ulong _created;
    private ElfMachine _machine;
    private bool _bigEndian;
    private bool _closed;

    private JitDumpReader(FileWindow file, string path, DiagnosticBag diagnostics, HashSet<string>? names) =>
        (_file, _path, _diagnostics, _names) = (file, path, diagnostics, names);

    /// <param name="names">Names of other jitdumps, which this one shares: processes of one runtime have most of them in common. Null
    /// for none.</param>
    /// <exception cref="InputException">It is not a jitdump, or of an unknown version.</exception>
    public static JitDump Read(UntrustedFile file, DiagnosticBag diagnostics, HashSet<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Read(new FileWindow(file.Handle, file.Length), file.Path, diagnostics, names);
    }

    /// <summary>The code of a method of the file; empty where the file does not have all of it.</summary>
    public static byte[] ReadCode(UntrustedFile file, JitDumpMethod method)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(method);
        if (method.CodeOffset < 0 || method.Size > int.MaxValue || method.CodeOffset > file.Length - (long)method.Size)
        {
            return [];
        }

        var code = new byte[method.Size];
        return RandomAccess.Read(file.Handle, code, method.CodeOffset) == code.Length ? code : [];
    }

    internal static JitDump Read(FileWindow file, string path, DiagnosticBag diagnostics, HashSet<string>? names = null)
    {
        var reader = new JitDumpReader(file, path, diagnostics, names);
        reader.ReadRecords(reader.ReadHeader());
        return new JitDump(reader._methods, reader._created, reader._machine);
    }

    // Where the records start.
    private long ReadHeader()
    {
        var bytes = _file.Read(0, HeaderLength);
        if (bytes.Length < HeaderLength)
        {
            throw CreateException($"it has {bytes.Length} bytes, fewer than a header ({HeaderLength})");
        }

        var magic = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        _bigEndian = magic == BinaryPrimitives.ReverseEndianness(Magic);
        if (magic != Magic && !_bigEndian)
        {
            throw CreateException(string.Create(CultureInfo.InvariantCulture, $"it starts with 0x{magic:x8} instead of 0x{Magic:x8}"));
        }

        var reader = new SpanReader(bytes, _bigEndian);
        reader.Skip(4);
        var version = reader.ReadUInt32();
        if (version != 1)
        {
            throw CreateException(string.Create(CultureInfo.InvariantCulture, $"it has version {version}; only version 1 is supported"));
        }

        var size = reader.ReadUInt32();
        _machine = (ElfMachine)reader.ReadUInt32();
        reader.Skip(4 + 4);
        _created = reader.ReadUInt64();
        if (size < HeaderLength || size > _file.Length)
        {
            ReportCorrupt(8, $"the header gives its size as {size} bytes; {HeaderLength} are assumed");
            return HeaderLength;
        }

        return size;
    }

    private void ReadRecords(long position)
    {
        while (position < _file.Length && !_closed)
        {
            var reader = new SpanReader(_file.Read(position, RecordHeaderLength), _bigEndian);
            var id = reader.ReadUInt32();
            var size = reader.ReadUInt32();
            var time = reader.ReadUInt64();
            if (reader.Failed || size < RecordHeaderLength || size > _file.Length - position)
            {
                // Also what a killed process leaves, and a .NET runtime that gave up in the middle of a block of stubs.
                var remaining = _file.Length - position;
                if (id == 0 && size > remaining && remaining > RecordHeaderLength)
                {
                    ReadLoad(position + RecordHeaderLength, (int)Math.Min(remaining - RecordHeaderLength, int.MaxValue), time, isCut: true);
                }

                ReportCorrupt(position, size < RecordHeaderLength && !reader.Failed
                    ? string.Create(CultureInfo.InvariantCulture,
                        $"a record has an invalid size of {size} bytes; the rest of the file ({remaining} bytes) is ignored")
                    : string.Create(CultureInfo.InvariantCulture, $"the last record is truncated after {remaining} bytes"));
                return;
            }

            var body = position + RecordHeaderLength;
            var length = (int)Math.Min(size - RecordHeaderLength, int.MaxValue);
            switch (id)
            {
                case 0:
                    ReadLoad(body, length, time, isCut: false);
                    break;
                case 1:
                    ReadMove(body, length, time);
                    break;
                case 2:
                    ReadDebugInfo(body, length);
                    break;
                case 3:
                    _closed = true;
                    break;
            }

            position += size;
        }
    }

    // Of a truncated record within its code, address, size and name are whole.
    private void ReadLoad(long body, int length, ulong time, bool isCut)
    {
        var bytes = _file.Read(body, Math.Min(length, LoadHeaderLength + MaxName));
        var reader = new SpanReader(bytes, _bigEndian);
        reader.Skip(4 + 4 + 8);
        var address = reader.ReadUInt64();
        var size = reader.ReadUInt64();
        var index = reader.ReadUInt64();
        var name = reader.ReadCString();
        var isWhole = size <= (ulong)(length - reader.Position);
        if (reader.Failed || size > ulong.MaxValue - address || !(isWhole || isCut))
        {
            if (!isCut)
            {
                ReportCorrupt(body, "a LOAD record has no name, or less code than its size says; it is ignored");
            }

            return;
        }

        if (size > 0)
        {
            var lines = _linesAddress == address ? _lines : [];
            _byIndex[index] = _methods.Count;
            _methods.Add(new JitDumpMethod(time, address, size, Share(Encoding.UTF8.GetString(name)))
            {
                Lines = lines, CodeOffset = isWhole ? body + reader.Position : -1,
            });
        }

        _lines = [];
    }

    private string Share(string name)
    {
        if (_names is null || _names.Add(name))
        {
            return name;
        }

        return _names.TryGetValue(name, out var shared) ? shared : name;
    }

    private void ReadMove(long body, int length, ulong time)
    {
        var reader = new SpanReader(_file.Read(body, Math.Min(length, 48)), _bigEndian);
        reader.Skip(4 + 4 + 16);
        var address = reader.ReadUInt64();
        var size = reader.ReadUInt64();
        var index = reader.ReadUInt64();
        if (reader.Failed || size == 0 || size > ulong.MaxValue - address || !_byIndex.TryGetValue(index, out var methodIndex))
        {
            ReportCorrupt(body, "a MOVE record is too short, or refers to code that was never loaded; it is ignored");
            return;
        }

        var method = _methods[methodIndex];
        _byIndex[index] = _methods.Count;
        var shift = address - method.Address;
        _methods.Add(method with
        {
            Time = time, Address = address, Size = size,
            Lines = method.Lines.Count == 0 ? [] : [.. method.Lines.Select(l => l with { Address = l.Address + shift })],
        });
    }

    // Stands before the LOAD record of the same code.
    private void ReadDebugInfo(long body, int length)
    {
        var reader = new SpanReader(_file.Read(body, Math.Min(length, MaxDebugInfo)), _bigEndian);
        var address = reader.ReadUInt64();
        var count = reader.ReadUInt64();
        var lines = new List<JitDumpLine>();
        var file = "";
        for (ulong i = 0; i < count && reader.Remaining > 0; i++)
        {
            var at = reader.ReadUInt64();
            var line = reader.ReadInt32();
            reader.Skip(4);
            var name = reader.ReadCString();
            // 0xff alone: the same file as before.
            file = name is [0xff] ? file : InternFileName(name[..Math.Min(name.Length, MaxFileName)]);
            if (!reader.Failed && line > 0)
            {
                lines.Add(new JitDumpLine(at, line, file));
            }
        }

        if (reader.Failed)
        {
            ReportCorrupt(body, "a DEBUG_INFO record is shorter than its count says");
        }

        lines.Sort((a, b) => a.Address.CompareTo(b.Address));
        (_linesAddress, _lines) = (address, lines);
    }

    private string InternFileName(ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name);
        if (_fileNames.TryGetValue(text, out var known))
        {
            return known;
        }

        _fileNames.Add(text, text);
        return text;
    }

    private void ReportCorrupt(long offset, string problem) =>
        _diagnostics.Warn(DiagnosticCodes.CorruptJitDump, string.Create(CultureInfo.InvariantCulture, $"at offset 0x{offset:x}: {problem}"),
            null, _path);

    private InputException CreateException(string reason) =>
        new(DiagnosticCodes.CorruptJitDump, $"'{_path}' is not a jitdump: {reason}", null, _path);
}
