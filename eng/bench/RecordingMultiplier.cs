using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using PerfHarness.Formats.PerfData;

namespace PerfHarness.Bench;

/// <summary>
/// Writes the records of a source again and again, each time later, until there are enough samples:
/// <code>
///   repetition 1     mappings, names, forks, samples, rounds
///   repetition 2 …   samples, rounds
///   the last one     samples, rounds, exits and counts
/// </code>
/// A repetition that needs only some of the samples takes them from the whole of the source, so that its mix of stacks is the same.
/// </summary>
internal sealed class RecordingMultiplier
{
    private const int SamplesInSuccession = 8; // of one process and thread, before the next copy's
    private const string MapsExtension = ".maps";
    private readonly SourceRecording _source;
    private readonly RecordingShape _shape;
    private readonly IdNumbers _ids;
    private readonly MappedFunctions? _functions;
    private readonly HashSet<int> _sampledProcesses = [];
    private readonly byte[] _buffer = new byte[ushort.MaxValue];
    private long _written;

    public RecordingMultiplier(SourceRecording source, RecordingShape shape)
    {
        if (shape is { Samples: < 1 } or { Processes: < 1 } or { Threads: < 1 } or { Functions: < 0 })
        {
            throw new ArgumentException("numbers of samples, processes and threads are at least 1");
        }

        (_source, _shape) = (source, shape);
        _ids = new IdNumbers(source, shape);
        _functions = shape.Functions > 0 ? new MappedFunctions(shape.Functions, source) : null;
    }

    public void Write(string path)
    {
        using (var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 22))
        {
            var layout = new RecordingLayout(_source, output);
            layout.WriteHead(_shape.IsPipe);
            WriteRecords(output);
            layout.WriteTail(_shape.IsPipe);
        }

        WriteMaps(path + MapsExtension);
    }

    private void WriteRecords(Stream output)
    {
        for (ulong repetition = 0; _written < _shape.Samples; repetition++)
        {
            var wanted = Math.Min(_source.SampleCount, _shape.Samples - _written);
            var isLast = wanted == _shape.Samples - _written;
            var (offset, sample) = ((long)_source.Header.Data.Offset, 0L);
            while (_source.TryRead(ref offset, out var type, out var record))
            {
                switch (type)
                {
                    case RecordType.Sample:
                        var isTaken = (Int128)(sample + 1) * wanted / _source.SampleCount > (Int128)sample * wanted / _source.SampleCount;
                        sample++;
                        if (isTaken)
                        {
                            WriteSample(output, record, repetition * _source.Duration);
                        }

                        break;
                    case RecordType.FinishedRound:
                        output.Write(record);
                        break;
                    case >= RecordType.HeaderAttribute:
                        output.Write(repetition == 0 ? record : default);
                        break;
                    default:
                        if (type is RecordType.Exit or RecordType.Read ? isLast : repetition == 0)
                        {
                            WriteCopies(output, type, record, repetition * _source.Duration);
                        }

                        break;
                }
            }
        }
    }

    private void WriteSample(Stream output, ReadOnlySpan<byte> record, ulong delay)
    {
        var copy = Copy(record);
        var turn = _written++ / SamplesInSuccession;
        var (process, thread) = ((int)(turn % _shape.Processes), (int)(turn / _shape.Processes % _shape.Threads));
        var ids = _source.Fields.GetIds(copy, isSample: true);
        ids[0] = _ids.GetPid(ids[0], process);
        ids[1] = _ids.GetTid(ids[1], process, thread);
        _source.Fields.GetTime(copy, isSample: true)[0] += delay;
        _functions?.Move(_source.Fields.GetIp(copy), _source.Fields.GetCallchain(copy));
        if (_sampledProcesses.Add(ids[0]) && _functions is not null && ids[0] > 0)
        {
            output.Write(CreateMapping(ids[0]));
        }

        output.Write(copy);
    }

    private void WriteCopies(Stream output, RecordType type, ReadOnlySpan<byte> record, ulong delay)
    {
        for (var process = 0; process < _shape.Processes; process++)
        {
            for (var thread = 0; thread < _shape.Threads; thread++)
            {
                var copy = Copy(record);
                var body = MemoryMarshal.Cast<byte, int>(copy[RecordFields.HeaderSize..]);
                if (_ids.TryRenumber(type, body, _source.Fields.GetIds(copy, isSample: false), process, thread))
                {
                    ref var time = ref _source.Fields.GetTime(copy, isSample: false)[0];
                    time += time == 0 ? 0 : delay;
                    output.Write(copy);
                }
            }
        }
    }

    private Span<byte> Copy(ReadOnlySpan<byte> record)
    {
        var copy = _buffer.AsSpan(0, record.Length);
        record.CopyTo(copy);
        return copy;
    }

    // MMAP2 of anonymous code, from before the recording.
    private byte[] CreateMapping(int pid)
    {
        const int executable = 5;
        var name = "//anon\0\0"u8;
        var record = new MemoryStream();
        using (var writer = new BinaryWriter(record, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write((uint)RecordType.Mmap2);
            writer.Write((ushort)2);
            writer.Write((ushort)(RecordFields.HeaderSize + 64 + name.Length + _source.Fields.TrailerSize));
            writer.Write(pid);
            writer.Write(pid);
            writer.Write(MappedFunctions.Start);
            writer.Write(_functions!.Size);
            writer.Write(new byte[8 + 24]); // offset, device and inode
            writer.Write(executable);
            writer.Write(2);
            writer.Write(name);
            writer.Write(new byte[_source.Fields.TrailerSize]);
        }

        var bytes = record.ToArray();
        _source.Fields.GetIds(bytes, isSample: false).Fill(pid);
        return bytes;
    }

    private void WriteMaps(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var maps = new DirectoryInfo(_source.Path + MapsExtension);
        var files = maps.Exists ? maps.GetFiles() : [];
        Directory.CreateDirectory(folder);
        if (_functions is not null)
        {
            files = [];
            foreach (var pid in _sampledProcesses.Where(id => id > 0))
            {
                _functions.Write(Path.Combine(folder, FormattableString.Invariant($"perf-{pid}.map")));
            }
        }

        foreach (var file in files)
        {
            CopyMap(file, folder);
        }
    }

    // jit-PID.dump and perf-PID.map are linked to the copies' ids: a link costs no space.
    private void CopyMap(FileInfo file, string folder)
    {
        var words = Path.GetFileNameWithoutExtension(file.Name).Split('-');
        var copies = words is [_, var text] && int.TryParse(text, CultureInfo.InvariantCulture, out var pid)
            ? Enumerable.Range(0, _shape.Processes)
                .Select(process => FormattableString.Invariant($"{words[0]}-{_ids.GetPid(pid, process)}{file.Extension}"))
            : [file.Name];
        var first = "";
        foreach (var target in copies.Select(name => Path.Combine(folder, name)))
        {
            if (first.Length == 0)
            {
                file.CopyTo(first = target);
                continue;
            }

            using var link = Process.Start("ln", [first, target]);
            link.WaitForExit();
        }
    }
}
