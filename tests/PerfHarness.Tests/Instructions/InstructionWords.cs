namespace PerfHarness.Tests.Instructions;

/// <summary>Mnemonics with their prefixes, of a listing's text or another disassembler's.</summary>
internal static class InstructionWords
{
    private static readonly HashSet<string> Prefixes =
        ["lock", "rep", "repz", "repnz", "data16", "cs", "ds", "es", "ss", "fs", "gs", "addr32", "rex.W", "rex.WB", "notrack", "bnd", "xacquire", "xrelease"];

    /// <summary><c>lock cmpxchg</c> of <c>lock cmpxchg DWORD PTR [rdi],esi</c>. A prefix <c>rex</c> that changes nothing is left out: the runtime's compiler has it, and prints it no more than we do.</summary>
    public static string Take(string text)
    {
        var words = text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var count = words is ["rex", ..] ? 1 : 0;
        var first = count;
        while (count < words.Length && Prefixes.Contains(words[count]))
        {
            count++;
        }

        return string.Join(' ', words[first..Math.Min(words.Length, count + 1)]);
    }
}
