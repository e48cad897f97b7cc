using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Unwinding;

/// <summary>
/// Runs the instructions of a CIE and an FDE (DW_CFA_*), which build a table of rows, one for each range of addresses with
/// the same rules:
/// <code>
///   0x1000  CFA = rsp + 8     return address at CFA − 8
///   0x1001  CFA = rsp + 16    return address at CFA − 8, rbp at CFA − 16
///   0x1004  CFA = rbp + 16    …
/// </code>
/// </summary>
internal sealed class CallFrameProgram
{
    // A function has as many rows as it changes its stack; compilers nest two states at most.
    private const int MaxRows = 1 << 16;
    private const int MaxDepth = 64;

    private readonly CallFrameSection _section;
    private readonly FrameDescription _frame;
    private readonly FrameState _state = new();
    private readonly FrameState _initial = new();
    private readonly Stack<FrameState> _remembered = new();
    private readonly List<(ulong Start, UnwindRow Row)> _rows = [];
    private readonly Dictionary<UnwindRow, UnwindRow> _interned;
    private ulong _location;
    private bool _isCorrupt;

    private CallFrameProgram(CallFrameSection section, in FrameDescription frame, Dictionary<UnwindRow, UnwindRow> interned) =>
        (_section, _frame, _location, _interned) = (section, frame, frame.Start, interned);

    /// <summary>The function's rows, in order of address; empty where the program is corrupt.</summary>
    /// <param name="interned">Equal rows of other functions are used again.</param>
    public static List<(ulong Start, UnwindRow Row)> Run(
        CallFrameSection section, in FrameDescription frame, Dictionary<UnwindRow, UnwindRow> interned)
    {
        var program = new CallFrameProgram(section, frame, interned);
        program.Execute(frame.Common.Program);
        program._initial.CopyFrom(program._state);
        program.Execute(frame.Program);
        program.AddRow();
        return program._isCorrupt ? [] : program._rows;
    }

    private void Execute(Range instructions)
    {
        var reader = _section.GetReader(instructions);
        while (reader.Remaining > 0 && !_isCorrupt)
        {
            var code = reader.ReadByte();
            switch (code & 0xc0)
            {
                case 0x40:
                    Advance((ulong)(code & 0x3f));
                    break;
                case 0x80:
                    SetAtOffset((ulong)(code & 0x3f), (long)reader.ReadUleb128());
                    break;
                case 0xc0:
                    _state.Restore((ulong)(code & 0x3f), _initial);
                    break;
                default:
                    ExecuteExtended(code, instructions, ref reader);
                    break;
            }

            _isCorrupt |= reader.Failed;
        }
    }

    private void ExecuteExtended(byte code, Range instructions, ref SpanReader reader)
    {
        switch (code)
        {
            case 0x00: // nop
                break;
            case 0x01:
                SetLocation(_section.Address + (ulong)instructions.Start.Value, ref reader);
                break;
            case 0x02:
                Advance(reader.ReadByte());
                break;
            case 0x03:
                Advance(reader.ReadUInt16());
                break;
            case 0x04:
                Advance(reader.ReadUInt32());
                break;
            case 0x1d: // MIPS_advance_loc8
                Advance(reader.ReadUInt64());
                break;
            case 0x0a:
                Remember();
                break;
            case 0x0b:
                RestoreRemembered();
                break;
            case >= 0x0c and <= 0x0f or 0x12 or 0x13:
                DefineFrameAddress(code, ref reader);
                break;
            case 0x2c or 0x2d: // AARCH64_negate_ra_state: signatures are removed from whatever is a return address
                break;
            case 0x2e: // GNU_args_size: what a handler of exceptions needs
                reader.ReadUleb128();
                break;
            default:
                DefineRegister(code, reader.ReadUleb128(), ref reader);
                break;
        }
    }

    private void DefineFrameAddress(byte code, ref SpanReader reader)
    {
        var last = _state.FrameAddress;
        _state.FrameAddress = code switch
        {
            0x0c => InRegister(reader.ReadUleb128(), (long)reader.ReadUleb128()),
            0x12 => InRegister(reader.ReadUleb128(), Scale(reader.ReadSleb128())),
            0x0d => InRegister(reader.ReadUleb128(), last.Offset),
            0x0e => last with { Offset = (long)reader.ReadUleb128() },
            0x13 => last with { Offset = Scale(reader.ReadSleb128()) },
            _ => new FrameRule(FrameRuleKind.ValueOfExpression, Expression: ReadExpression(ref reader)),
        };
    }

    private void DefineRegister(byte code, ulong register, ref SpanReader reader)
    {
        switch (code)
        {
            case 0x05:
                SetAtOffset(register, (long)reader.ReadUleb128());
                break;
            case 0x06:
                _state.Restore(register, _initial);
                break;
            case 0x07:
                _state.Set(register, new FrameRule(FrameRuleKind.Undefined));
                break;
            case 0x08:
                _state.Set(register, FrameRule.SameValue);
                break;
            case 0x09:
                _state.Set(register, InRegister(reader.ReadUleb128(), 0));
                break;
            case 0x10:
                _state.Set(register, new FrameRule(FrameRuleKind.AtExpression, Expression: ReadExpression(ref reader)));
                break;
            case 0x11:
                SetAtOffset(register, reader.ReadSleb128());
                break;
            case 0x14:
                _state.Set(register, new FrameRule(FrameRuleKind.ValueOfOffset, Scale((long)reader.ReadUleb128())));
                break;
            case 0x15:
                _state.Set(register, new FrameRule(FrameRuleKind.ValueOfOffset, Scale(reader.ReadSleb128())));
                break;
            case 0x16:
                _state.Set(register, new FrameRule(FrameRuleKind.ValueOfExpression, Expression: ReadExpression(ref reader)));
                break;
            case 0x2f: // GNU_negative_offset_extended
                SetAtOffset(register, unchecked(-(long)reader.ReadUleb128()));
                break;
            default:
                _isCorrupt = true;
                break;
        }
    }

    private void SetAtOffset(ulong register, long factored) => _state.Set(register, new FrameRule(FrameRuleKind.AtOffset, Scale(factored)));

    private long Scale(long factored) => unchecked(factored * _frame.Common.DataAlignment);

    private FrameRule InRegister(ulong register, long offset)
    {
        _isCorrupt |= register >= FrameState.RegisterCount;
        return new FrameRule(FrameRuleKind.InRegister, offset, _isCorrupt ? 0 : (int)register);
    }

    private static byte[] ReadExpression(ref SpanReader reader) => reader.ReadBytes((long)Math.Min(reader.ReadUleb128(), int.MaxValue)).ToArray();

    private void Remember()
    {
        var copy = new FrameState();
        copy.CopyFrom(_state);
        _remembered.Push(copy);
        _isCorrupt |= _remembered.Count > MaxDepth;
    }

    private void RestoreRemembered()
    {
        if (_remembered.TryPop(out var state))
        {
            _state.CopyFrom(state);
        }
        else
        {
            _isCorrupt = true;
        }
    }

    private void SetLocation(ulong programAddress, ref SpanReader reader)
    {
        _isCorrupt |= !_frame.Common.Encoding.TryRead(ref reader, programAddress, _frame.Common.AddressSize, out var location)
            || location < _location;
        MoveTo(location);
    }

    private void Advance(ulong units)
    {
        var location = unchecked(_location + (units * _frame.Common.CodeAlignment));
        _isCorrupt |= location < _location;
        MoveTo(location);
    }

    private void MoveTo(ulong location)
    {
        if (location > _location && !_isCorrupt)
        {
            AddRow();
            _location = location;
        }
    }

    private void AddRow()
    {
        _isCorrupt |= _rows.Count >= MaxRows;
        var row = _state.ToRow(_frame.Common);
        if (!_interned.TryGetValue(row, out var known))
        {
            _interned.Add(row, known = row);
        }

        if (!_isCorrupt && (_rows.Count == 0 || _rows[^1].Row != known))
        {
            _rows.Add((_location, known));
        }
    }
}
