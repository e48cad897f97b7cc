using System.Runtime.CompilerServices;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Unwinding;

/// <summary>
/// Evaluates the DWARF expressions that call frame information uses: a stack machine over the frame's registers and the
/// copied stack. Expressions are untrusted: steps and depth are bounded, and an operation that is not known fails.
/// </summary>
internal ref struct ExpressionEvaluator
{
    private const int MaxDepth = 32;
    private const int MaxSteps = 1000;

    private Values _stack;
    private SpanReader _reader;
    private int _depth;
    private bool _failed;

    private ExpressionEvaluator(ReadOnlySpan<byte> expression) => _reader = new SpanReader(expression);

    /// <param name="initial">What is on the expression's stack at first: the CFA, where a register is looked for.</param>
    public static bool TryEvaluate(ReadOnlySpan<byte> expression, in RegisterValues registers, scoped ref StackCopy memory, ulong? initial, out ulong value)
    {
        var evaluator = new ExpressionEvaluator(expression);
        if (initial is { } first)
        {
            evaluator.Push(first);
        }

        for (var steps = 0; evaluator._reader.Remaining > 0 && !evaluator._failed && !evaluator._reader.Failed; steps++)
        {
            evaluator._failed |= steps == MaxSteps;
            evaluator.Execute(registers, ref memory);
        }

        value = evaluator.Pop();
        return !evaluator._failed && !evaluator._reader.Failed;
    }

    private void Execute(in RegisterValues registers, scoped ref StackCopy memory)
    {
        var code = _reader.ReadByte();
        switch (code)
        {
            case >= 0x30 and <= 0x4f:
                Push((ulong)(code - 0x30));
                break;
            case >= 0x70 and <= 0x8f:
                PushRegister(registers, (ulong)(code - 0x70));
                break;
            case 0x92:
                PushRegister(registers, _reader.ReadUleb128());
                break;
            case 0x06:
                Read(ref memory, 8);
                break;
            case 0x94:
                Read(ref memory, _reader.ReadByte());
                break;
            case 0x03 or (>= 0x08 and <= 0x11):
                Push(ReadConstant(code));
                break;
            case >= 0x12 and <= 0x17:
                Rearrange(code);
                break;
            case 0x28:
                Branch(_reader.ReadUInt16(), Pop() != 0);
                break;
            case 0x2f:
                Branch(_reader.ReadUInt16(), true);
                break;
            case 0x96: // nop
                break;
            case 0x19 or 0x1f or 0x20 or 0x23:
                Push(ComputeUnary(code, Pop()));
                break;
            default:
                var second = Pop();
                Push(ComputeBinary(code, Pop(), second));
                break;
        }
    }

    private ulong ReadConstant(byte code) => code switch
    {
        0x08 => _reader.ReadByte(),
        0x09 => (ulong)(sbyte)_reader.ReadByte(),
        0x0a => _reader.ReadUInt16(),
        0x0b => (ulong)(short)_reader.ReadUInt16(),
        0x0c => _reader.ReadUInt32(),
        0x0d => (ulong)_reader.ReadInt32(),
        0x10 => _reader.ReadUleb128(),
        0x11 => (ulong)_reader.ReadSleb128(),
        _ => _reader.ReadUInt64(),
    };

    private void Rearrange(byte code)
    {
        switch (code)
        {
            case 0x12: // dup
                Push(Peek(0));
                break;
            case 0x13: // drop
                Pop();
                break;
            case 0x14: // over
                Push(Peek(1));
                break;
            case 0x15: // pick
                Push(Peek(_reader.ReadByte()));
                break;
            case 0x16: // swap
                var (top, next) = (Pop(), Pop());
                Push(top);
                Push(next);
                break;
            default: // rot: the top becomes the third
                var (first, second, third) = (Pop(), Pop(), Pop());
                Push(first);
                Push(third);
                Push(second);
                break;
        }
    }

    private ulong ComputeUnary(byte code, ulong value) => unchecked(code switch
    {
        0x19 => (ulong)((long)value < 0 ? -(long)value : (long)value),
        0x1f => (ulong)-(long)value,
        0x20 => ~value,
        _ => value + _reader.ReadUleb128(),
    });

    private ulong ComputeBinary(byte code, ulong a, ulong b)
    {
        switch (code)
        {
            case 0x1a:
                return a & b;
            case 0x1b when b != 0 && (long)b != -1:
                return (ulong)((long)a / (long)b);
            case 0x1c:
                return unchecked(a - b);
            case 0x1d when b != 0:
                return a % b;
            case 0x1e:
                return unchecked(a * b);
            case 0x21:
                return a | b;
            case 0x22:
                return unchecked(a + b);
            case 0x24:
                return b < 64 ? a << (int)b : 0;
            case 0x25:
                return b < 64 ? a >> (int)b : 0;
            case 0x26:
                return (ulong)((long)a >> (int)Math.Min(b, 63));
            case 0x27:
                return a ^ b;
            case >= 0x29 and <= 0x2e:
                return Compare(code, (long)a, (long)b) ? 1u : 0u;
            default:
                _failed = true;
                return 0;
        }
    }

    private static bool Compare(byte code, long a, long b) => code switch
    {
        0x29 => a == b,
        0x2a => a >= b,
        0x2b => a > b,
        0x2c => a <= b,
        0x2d => a < b,
        _ => a != b,
    };

    private void Branch(ushort distance, bool isTaken)
    {
        if (isTaken)
        {
            _reader.Seek(_reader.Position + (short)distance);
        }
    }

    private void Read(scoped ref StackCopy memory, int size)
    {
        _failed |= size is not (1 or 2 or 4 or 8) || !memory.TryRead(Pop(), size, out var value) || !TryPush(value);
    }

    private void PushRegister(in RegisterValues registers, ulong register)
    {
        var offset = _reader.ReadSleb128();
        _failed |= !registers.TryGet((int)Math.Min(register, int.MaxValue), out var value) || !TryPush(unchecked(value + (ulong)offset));
    }

    private void Push(ulong value) => _failed |= !TryPush(value);

    private bool TryPush(ulong value)
    {
        if (_depth == MaxDepth)
        {
            return false;
        }

        _stack[_depth++] = value;
        return true;
    }

    private ulong Peek(int below)
    {
        _failed |= below >= _depth;
        return _failed ? 0 : _stack[_depth - 1 - below];
    }

    private ulong Pop()
    {
        _failed |= _depth == 0;
        return _failed ? 0 : _stack[--_depth];
    }

    [InlineArray(MaxDepth)]
    private struct Values
    {
        private ulong _first;
    }
}
