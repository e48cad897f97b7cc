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
        var decoder = Decoder.Create(code.Is32Bit ? 32 : 64, bytes, start);
        var found = new List<DecodedInstruction>(bytes.Length / 4);
        while (decoder.IP - start < (ulong)bytes.Length)
        {
            decoder.Decode(out var instruction);
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
}
