using System.Globalization;
using PerfHarness.Profiles;
using PerfHarness.Symbols;

namespace PerfHarness.Instructions;

/// <summary>Makes the rows of one body: what they call, where they are written, what was inlined; and which are shown.</summary>
/// <param name="start">The address of the first instruction as it is shown.</param>
internal sealed class InstructionLister(CodeBody body, MachineCode code, ulong start, SampledCode samples, ListingOptions options)
{
    private readonly IReadOnlyList<DecodedInstruction> _decoded = samples.Instructions;

    /// <param name="inlined">Show only instructions of this function; null for all.</param>
    public IReadOnlyList<ListedInstruction> List(FunctionName? inlined)
    {
        var calls = new string?[_decoded.Count];
        var shown = new bool[_decoded.Count];
        for (var i = 0; i < shown.Length; i++)
        {
            var chain = inlined is not null || options.ShowInlined ? body.Source.FindInlined(GetOwnAddress(_decoded[i].Address)) : [];
            calls[i] = chain.Count > 0 && chain[^1].Name != inlined ? chain[^1].Name.Name : null;
            shown[i] = inlined is null || samples.GetOwn(i) > 0 || chain.Any(call => call.Name == inlined);
        }

        if (options.Context is { } context)
        {
            Narrow(shown, context);
        }

        var rows = new int[_decoded.Count];
        var count = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = shown[i] ? count++ : -1;
        }

        var targets = new bool[count];
        var jumps = new int[count];
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0)
            {
                var target = FindJump(_decoded[i]) is >= 0 and var found ? rows[found] : -1;
                jumps[rows[i]] = target;
                if (target >= 0)
                {
                    targets[target] = true;
                }
            }
        }

        var listed = new List<ListedInstruction>(count);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] is >= 0 and var row)
            {
                listed.Add(Create(i) with
                {
                    Jump = jumps[row], JumpsBack = jumps[row] < 0 ? null : jumps[row] <= row, IsJumpTarget = targets[row],
                    FollowsGap = i > 0 && rows[i - 1] < 0, Inlined = calls[i],
                });
            }
        }

        return listed;
    }

    private ListedInstruction Create(int index)
    {
        var instruction = _decoded[index];
        var text = instruction.Operand is { } operand
            ? string.Create(CultureInfo.InvariantCulture, $"{instruction.Text}  # {operand:x}")
            : instruction.Text;
        var bytes = code.Bytes.Slice((int)(instruction.Address - start), instruction.Length);
        return new ListedInstruction(instruction.Address, bytes, text, samples.GetOwn(index), samples.GetOthers(index))
        {
            Target = instruction.Operand is { } pointer ? body.Source.FindPointer(GetOwnAddress(pointer)) : FindTarget(instruction),
            Line = body.Source.FindLine(GetOwnAddress(instruction.Address)),
        };
    }

    // The instruction that a jump within the code leads to, or -1.
    private int FindJump(in DecodedInstruction instruction) =>
        instruction is { IsCall: false, Target: { } target } ? samples.FindStart(target) : -1;

    private string? FindTarget(in DecodedInstruction instruction)
    {
        if (instruction.Target is not { } target || (!instruction.IsCall && target - start < (ulong)code.Bytes.Length))
        {
            return null;
        }

        var address = GetOwnAddress(target);
        if (body.Source.Find(address) is not { Size: <= MachineCode.MaxSize } symbol)
        {
            return null;
        }

        var offset = address - symbol.Start;
        return offset == 0 ? symbol.Name.Name : string.Create(CultureInfo.InvariantCulture, $"{symbol.Name.Name}+0x{offset:x}");
    }

    // As the body's source has addresses.
    private ulong GetOwnAddress(ulong shown) => unchecked(shown - start + body.Symbol.Start);

    private void Narrow(bool[] shown, int context)
    {
        var near = new bool[shown.Length];
        for (var i = 0; i < shown.Length; i++)
        {
            if (samples.GetOwn(i) > 0 || samples.GetOthers(i) > 0)
            {
                var last = Math.Min(shown.Length - 1, (long)i + context);
                for (var at = Math.Max(0, i - context); at <= last; at++)
                {
                    near[at] = true;
                }
            }
        }

        for (var i = 0; i < shown.Length; i++)
        {
            shown[i] &= near[i];
        }
    }
}
