using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Names;

internal static unsafe partial class Interop
{
    public static int Run()
    {
        var x = 1;
        delegate* unmanaged<int, int> callback = &Callback;
        return callback(1) + Signature(&x, null, null, null, ref x, [1], new int[1, 1], [], default, 1, 1, (1, "a"), 1, null, default) + (GetPid() > 0 ? 1 : 0) + (Length("abc") > 0 ? 1 : 0) + (Generated() > 0 ? 1 : 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Signature(
        int* pointer, void** twice, delegate*<int, string> managed, delegate* unmanaged[Cdecl]<int, byte> native, ref readonly int reference, int[] array,
        int[,] matrix, string[][] jagged, Span<byte> span, nint number, nuint unsigned, (int A, string B) tuple, int? nullable, dynamic any, TypedReference typed) =>
        pointer is null ? 1 : 2;

    [DllImport("libc", EntryPoint = "getpid")]
    private static extern int GetPid();

    [DllImport("libc", EntryPoint = "strlen", CharSet = CharSet.Ansi)]
    private static extern nint Length(string text);

    [LibraryImport("libc", EntryPoint = "getppid", SetLastError = true)]
    private static partial int Generated();

    [UnmanagedCallersOnly]
    private static int Callback(int a) => a;
}
