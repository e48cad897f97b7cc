using System.Text;
using Iced.Intel;

namespace PerfHarness.Instructions;

/// <summary>
/// Writes instructions in the words of objdump, so that a listing can be compared with one of its: the formatter's own spelling
/// differs in a few mnemonics and prefixes.
/// </summary>
internal sealed class InstructionWriter : FormatterOutput
{
    private const int MnemonicWidth = 6;
    private const byte OperandSizePrefix = 0x66;
    private const byte AddressSizePrefix = 0x67;

    private readonly Formatter _formatter;
    private readonly StringBuilder _text = new();
    private readonly bool _isIntel;
    private Mnemonic _mnemonic;
    private Code _code;
    private int _operandsAt;
    private bool _hasOperands;

    public InstructionWriter(Syntax syntax)
    {
        _isIntel = syntax == Syntax.Intel;
        _formatter = _isIntel ? new IntelFormatter() : new GasFormatter();
        var options = _formatter.Options;
        options.UppercaseKeywords = _isIntel;
        options.MemorySizeOptions = _isIntel ? MemorySizeOptions.Always : MemorySizeOptions.Default;
        options.HexPrefix = "0x";
        options.HexSuffix = "";
        options.UppercaseHex = false;
        options.SmallHexNumbersInDecimal = false;
        options.LeadingZeros = false;
        options.BranchLeadingZeros = false;
        options.DisplacementLeadingZeros = false;
        options.ShowBranchSize = false;
        options.RipRelativeAddresses = true;
        options.ShowUselessPrefixes = true;
        options.ShowZeroDisplacements = true;
    }

    public string Write(Instruction instruction, ReadOnlySpan<byte> bytes)
    {
        _text.Clear();
        AddIgnoredPrefixes(ref instruction, bytes);
        (_mnemonic, _code, _operandsAt, _hasOperands) = (instruction.Mnemonic, instruction.Code, -1, false);
        // Without an index the AT&T formatter would write an empty one.
        _formatter.Options.AlwaysShowScale = instruction.MemoryIndex != Register.None;
        _formatter.Format(instruction, this);
        return _text.ToString().TrimEnd();
    }

    public override void Write(string text, FormatterTextKind kind)
    {
        switch (kind)
        {
            // A hint belongs to the mnemonic: jne,pt.
            case var _ when _operandsAt > 0 && !_hasOperands && text is "," or "pt" or "pn":
                _text.Append(text);
                _operandsAt = Math.Max(_operandsAt, _text.Length + 1);
                break;
            case FormatterTextKind.Mnemonic:
                var start = _text.Length;
                _text.Append(Spell(text));
                _operandsAt = start > 0 ? _text.Length + 1 : Math.Max(start + MnemonicWidth, _text.Length) + 1;
                break;
            case FormatterTextKind.Prefix:
                _text.Append(SpellPrefix(text));
                break;
            case FormatterTextKind.LabelAddress or FormatterTextKind.FunctionAddress:
                PadToOperands();
                _text.Append(text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text);
                break;
            case FormatterTextKind.Text when string.IsNullOrWhiteSpace(text):
                _text.Append(_operandsAt < 0 || _text.Length > _operandsAt ? text : "");
                break;
            default:
                PadToOperands();
                _text.Append(text);
                break;
        }
    }

    private void PadToOperands()
    {
        _hasOperands = true;
        if (_operandsAt > _text.Length)
        {
            _text.Append(' ', _operandsAt - _text.Length);
        }
    }

    // Padding of compilers and linkers: prefixes that change nothing.
    private void AddIgnoredPrefixes(ref Instruction instruction, ReadOnlySpan<byte> bytes)
    {
        var (sizes, widths) = (0, 0);
        foreach (var b in bytes)
        {
            if (b is not (OperandSizePrefix or AddressSizePrefix or 0x2e or 0x3e or 0x26 or 0x36 or 0x64 or 0x65 or 0xf2 or 0xf3))
            {
                break;
            }

            sizes += b == OperandSizePrefix ? 1 : 0;
            widths += b == AddressSizePrefix ? 1 : 0;
        }

        var used = instruction.Code switch
        {
            Code.Nop_rm32 or Code.Nop_rm64 or Code.Nopd or Code.Nopq or Code.Call_rel32_64 or Code.Lea_r64_m
                or Code.Mov_r64_rm64 or Code.Mov_rm64_r64 => 0,
            _ => 1,
        };
        for (; sizes > used; sizes--)
        {
            _text.Append("data16 ");
        }

        var hasMemory = instruction.Op0Kind == OpKind.Memory || instruction.Op1Kind == OpKind.Memory || instruction.Op2Kind == OpKind.Memory
            || instruction.Op3Kind == OpKind.Memory || instruction.IsStringInstruction;
        for (; widths > 0 && !hasMemory; widths--)
        {
            _text.Append("addr32 ");
        }

        if (instruction.CodeSize == CodeSize.Code64 && hasMemory && !instruction.IsStringInstruction
            && instruction.SegmentPrefix is Register.CS or Register.DS or Register.ES or Register.SS)
        {
            _text.Append(instruction.SegmentPrefix.ToString().ToLowerInvariant()).Append(' ');
            instruction.SegmentPrefix = Register.None;
        }

        // Jumps and calls are as wide without it.
        var rex = instruction.Code switch
        {
            Code.Call_rel32_64 when bytes.Length > 5 => bytes[^6],
            Code.Jmp_rm64 => bytes[0],
            _ => 0,
        };
        if (rex is >= 0x48 and <= 0x4f)
        {
            _text.Append("rex.W").Append((rex & 4) != 0 ? "R" : "").Append((rex & 2) != 0 ? "X" : "").Append((rex & 1) != 0 ? "B" : "").Append(' ');
        }
    }

    private string Spell(string mnemonic) => _mnemonic switch
    {
        Mnemonic.Call or Mnemonic.Jmp or Mnemonic.Push or Mnemonic.Pop when !_isIntel => mnemonic.TrimEnd('q'),
        Mnemonic.Mov when _isIntel && _code is Code.Mov_r64_imm64 or Code.Mov_RAX_moffs64 or Code.Mov_moffs64_RAX
            or Code.Mov_EAX_moffs32 or Code.Mov_moffs32_EAX => "movabs",
        Mnemonic.Movsb or Mnemonic.Movsw or Mnemonic.Movsq when _isIntel => "movs",
        Mnemonic.Movsd when _isIntel && _code == Code.Movsd_m32_m32 => "movs",
        Mnemonic.Stosb or Mnemonic.Stosw or Mnemonic.Stosd or Mnemonic.Stosq when _isIntel => "stos",
        Mnemonic.Lodsb or Mnemonic.Lodsw or Mnemonic.Lodsd or Mnemonic.Lodsq when _isIntel => "lods",
        Mnemonic.Scasb or Mnemonic.Scasw or Mnemonic.Scasd or Mnemonic.Scasq when _isIntel => "scas",
        Mnemonic.Cmpsb or Mnemonic.Cmpsw or Mnemonic.Cmpsq when _isIntel => "cmps",
        Mnemonic.Insb or Mnemonic.Insw or Mnemonic.Insd when _isIntel => "ins",
        Mnemonic.Outsb or Mnemonic.Outsw or Mnemonic.Outsd when _isIntel => "outs",
        Mnemonic.Pushfq => "pushf",
        Mnemonic.Popfq => "popf",
        Mnemonic.Cmpsd when _isIntel && _code == Code.Cmpsd_m32_m32 => "cmps",
        _ => mnemonic,
    };

    private string SpellPrefix(string prefix) => prefix switch
    {
        "rep" when _mnemonic is Mnemonic.Ret => "repz",
        "repe" => "repz",
        "repne" => "repnz",
        "hint-taken" => "ds",
        "hint-not-taken" => "cs",
        _ => prefix,
    };
}
