using Iced.Intel;
using PerfHarness.Formats.Elf;
using PerfHarness.Symbols;

namespace PerfHarness.Instructions;

/// <summary>Code of x86 and x86-64 as instructions.</summary>
internal sealed class Disassembler(Syntax syntax)
{
    private readonly InstructionWriter _writer = new(syntax);

    /// <summary>Instructions of the machine can be decoded.</summary>
    public static bool CanDecode(ElfMachine machine) => machine is ElfMachine.X64 or ElfMachine.I386;

    /// <param name="start">The address of the first byte.</param>
    public IReadOnlyList<DecodedInstruction> Decode(MachineCode code, ulong start)
    {
        ArgumentNullException.ThrowIfNull(code);
        var bytes = code.Bytes.ToArray();
        var reader = new ByteArrayCodeReader(bytes);
        var decoder = Decoder.Create(code.Is32Bit ? 32 : 64, reader);
        decoder.IP = start;
        var found = new List<DecodedInstruction>(bytes.Length / 4);
        while (decoder.IP - start < (ulong)bytes.Length)
        {
            decoder.Decode(out var instruction);
            if (instruction.IsInvalid)
            {
                // Data, or newer than the decoder: what follows may be code again.
                found.Add(new DecodedInstruction(instruction.IP, 1, "(bad)"));
                (decoder.IP, reader.Position) = (instruction.IP + 1, (int)(instruction.IP + 1 - start));
                continue;
            }

            if (instruction.Code == Code.Wait && decoder.IP - start < (ulong)bytes.Length)
            {
                found.Add(DecodeWaiting(decoder, reader, instruction.IP, bytes.AsSpan((int)(decoder.IP - start))));
                continue;
            }

            var offset = (int)(instruction.IP - start);
            var isBranch = instruction.Op0Kind is OpKind.NearBranch16 or OpKind.NearBranch32 or OpKind.NearBranch64;
            found.Add(new DecodedInstruction(instruction.IP, instruction.Length,
                _writer.Write(instruction, bytes.AsSpan(offset, instruction.Length)))
            {
                Target = isBranch ? instruction.NearBranchTarget : null,
                IsCall = instruction.FlowControl is FlowControl.Call or FlowControl.IndirectCall,
                Operand = instruction.IsIPRelativeMemoryOperand ? instruction.IPRelativeMemoryAddress : null,
            });
        }

        return found;
    }

    // A few instructions of the floating-point unit are those that do not wait, with a wait before them.
    private DecodedInstruction DecodeWaiting(Decoder decoder, ByteArrayCodeReader reader, ulong wait, ReadOnlySpan<byte> rest)
    {
        var (resume, position) = (decoder.IP, reader.Position);
        decoder.Decode(out var next);
        if (next.Mnemonic is Mnemonic.Fnstcw or Mnemonic.Fnstsw or Mnemonic.Fnstenv or Mnemonic.Fnsave or Mnemonic.Fnclex or Mnemonic.Fninit)
        {
            return new DecodedInstruction(wait, next.Length + 1, "f" + _writer.Write(next, rest[..next.Length])[2..]);
        }

        (decoder.IP, reader.Position) = (resume, position);
        return new DecodedInstruction(wait, 1, "fwait");
    }
}
