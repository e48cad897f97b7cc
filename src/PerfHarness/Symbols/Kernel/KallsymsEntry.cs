namespace PerfHarness.Symbols.Kernel;

/// <summary>One line of kallsyms: where in the text its name is, and its letter as of <c>nm</c>.</summary>
internal readonly record struct KallsymsEntry(int Offset, int Length, byte TypeLetter)
{
    public bool IsCode => (TypeLetter | 0x20) is 't' or 'w';
}
