using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>Runs the byte code of a line table. Every operation takes at least a byte and makes at most one row.</summary>
internal sealed class LineProgram
{
    private const byte Copy = 1;
    private const byte AdvancePc = 2;
    private const byte AdvanceLine = 3;
    private const byte SetFile = 4;
    private const byte SetColumn = 5;
    private const byte ConstAddPc = 8;
    private const byte FixedAdvancePc = 9;
    private const byte EndSequence = 1;
    private const byte SetAddress = 2;

    private ulong _address;
    private long _file = 1;
    private long _line = 1;
    private ulong _column;
    private int _sequenceStart;

    public List<LineRow> Rows { get; } = [];

    public List<(AddressRange Range, int First, int Count)> Sequences { get; } = [];

    public void Execute(DwarfSections sections, LineProgramHeader header)
    {
        var reader = new SpanReader(sections.Line[..header.End], sections.IsBigEndian);
        reader.Seek(header.ProgramStart);
        while (reader.Remaining > 0 && !reader.Failed)
        {
            var opcode = reader.ReadByte();
            if (opcode >= header.OpcodeBase)
            {
                var adjusted = opcode - header.OpcodeBase;
                AdvanceAddress((ulong)(adjusted / header.LineRange), header);
                _line += header.LineBase + (adjusted % header.LineRange);
                AddRow();
            }
            else if (opcode == 0)
            {
                ExecuteExtendedOpcode(ref reader, header);
            }
            else
            {
                ExecuteStandardOpcode(ref reader, opcode, header);
            }
        }

        // A table that ends inside a sequence: what it has so far is not known to end anywhere.
        Rows.RemoveRange(_sequenceStart, Rows.Count - _sequenceStart);
    }

    private void ExecuteStandardOpcode(ref SpanReader reader, byte opcode, LineProgramHeader header)
    {
        switch (opcode)
        {
            case Copy:
                AddRow();
                break;
            case AdvancePc:
                AdvanceAddress(reader.ReadUleb128(), header);
                break;
            case AdvanceLine:
                _line = unchecked(_line + reader.ReadSleb128());
                break;
            case SetFile:
                _file = (long)reader.ReadUleb128();
                break;
            case SetColumn:
                _column = reader.ReadUleb128();
                break;
            case ConstAddPc:
                AdvanceAddress((ulong)((255 - header.OpcodeBase) / header.LineRange), header);
                break;
            case FixedAdvancePc:
                _address = unchecked(_address + reader.ReadUInt16());
                break;
            default:
                for (var i = 0; i < header.OpcodeLengths[opcode - 1] && !reader.Failed; i++)
                {
                    reader.ReadUleb128();
                }

                break;
        }
    }

    private void ExecuteExtendedOpcode(ref SpanReader reader, LineProgramHeader header)
    {
        var length = reader.ReadUleb128();
        if (length == 0 || length > (ulong)reader.Remaining)
        {
            reader.Skip(length == 0 ? 0 : -1);
            return;
        }

        var end = reader.Position + (int)length;
        switch (reader.ReadByte())
        {
            case EndSequence:
                CloseSequence();
                break;
            case SetAddress:
                _address = reader.ReadUnsigned(length - 1 is 4 or 8 ? (int)(length - 1) : header.AddressSize);
                break;
        }

        reader.Seek(end);
    }

    private void AdvanceAddress(ulong operation, LineProgramHeader header) =>
        _address = unchecked(_address + (operation * header.MinimumInstructionLength));

    private void AddRow()
    {
        var row = new LineRow(_address, (int)Math.Clamp(_file, 0, int.MaxValue), _line is > 0 and <= int.MaxValue ? (int)_line : 0,
            (ushort)Math.Min(_column, ushort.MaxValue));
        if (Rows.Count > _sequenceStart && Rows[^1].Address == _address)
        {
            Rows[^1] = row; // of several rows at one address the last one counts
        }
        else
        {
            Rows.Add(row);
        }
    }

    private void CloseSequence()
    {
        var count = Rows.Count - _sequenceStart;
        var rows = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Rows)[_sequenceStart..];
        var ascending = true;
        for (var i = 1; i < count; i++)
        {
            ascending &= rows[i - 1].Address <= rows[i].Address;
        }

        if (count > 0 && ascending && new AddressRange(rows[0].Address, _address) is { IsLive: true } range)
        {
            Sequences.Add((range, _sequenceStart, count));
        }
        else
        {
            Rows.RemoveRange(_sequenceStart, count);
        }

        _sequenceStart = Rows.Count;
        (_address, _file, _line, _column) = (0, 1, 1, 0);
    }
}
