using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using PerfHarness.Formats.Compression;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.Demangling;

/// <summary>Itanium C++ names through <c>__cxa_demangle</c> of libstdc++, or of libc++abi where that is what there is.</summary>
internal static unsafe partial class CxxDemangler
{
    // The estimate takes every reference for the longest one possible, so names of some hundred characters reach millions.
    private const int MaxEstimate = 1 << 24;

    private static readonly Lazy<nint> Function = new(Load);

    /// <summary>Null where the name is not C++, cannot be read, would grow beyond bounds, or the library is missing.</summary>
    public static string? TryDemangle(string symbol, DiagnosticBag? diagnostics)
    {
        if (!CxxSizeEstimator.IsBounded(symbol, MaxEstimate))
        {
            return null;
        }

        if (Function.Value == 0)
        {
            NativeLibraryDiagnostics.ReportMissing(diagnostics, "libstdc++.so.6", "C++ names are not demangled", "libstdc++6");
            return null;
        }

        var status = -1;
        var mangled = Utf8StringMarshaller.ConvertToUnmanaged(symbol);
        var text = ((delegate* unmanaged<byte*, byte*, nuint*, int*, byte*>)Function.Value)(mangled, null, null, &status);
        var name = status == 0 ? Marshal.PtrToStringUTF8((nint)text) : null;
        NativeMemory.Free(text);
        Utf8StringMarshaller.Free(mangled);
        return name is { Length: <= Demangler.MaxOutput } ? name : null;
    }

    private static nint Load()
    {
        foreach (var library in (ReadOnlySpan<string>)["libstdc++.so.6", "libc++abi.so.1"])
        {
            if (NativeLibrary.TryLoad(library, out var handle) && NativeLibrary.TryGetExport(handle, "__cxa_demangle", out var function))
            {
                return function;
            }
        }

        return 0;
    }
}
