using System.Runtime.CompilerServices;

namespace Names;

internal static class Hot
{
    // Long enough to be replaced on the stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Loop(int seed)
    {
        long sum = 0;
        for (var i = 0; i < 200_000; i++)
        {
            sum += i ^ seed;
        }

        return sum;
    }
}
