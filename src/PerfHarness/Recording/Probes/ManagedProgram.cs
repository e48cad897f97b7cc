using PerfHarness.Formats.IO;

namespace PerfHarness.Recording.Probes;

/// <summary>Programs whose functions are no native code in a file: probes cannot be placed in them.</summary>
internal static class ManagedProgram
{
    public const string Alternative =
        "Managed functions are compiled while the program runs, and the kernel probes native code in files only. "
        + "Sample the program ('record', then 'report' or 'annotate'), or probe the runtime's native functions by the path of libcoreclr.so.";

    private const int HeadBytes = 256;

    /// <summary>An executable that starts a .NET program: its assembly or its settings are beside it.</summary>
    public static bool IsHost(string path) =>
        RegularFile.Exists(path + ".dll") || RegularFile.Exists(path + ".runtimeconfig.json") || Path.GetFileName(path) == "dotnet";

    /// <summary>What a file is that is no ELF image, and what to probe instead; null where it is unknown.</summary>
    public static (string Kind, string Remedy)? Recognize(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var head = new byte[HeadBytes];
            var length = RandomAccess.Read(file, head, 0);
            return head.AsSpan(0, length) switch
            {
                [(byte)'M', (byte)'Z', ..] => ("a .NET assembly", Alternative),
                [(byte)'#', (byte)'!', ..] => ("a script", "Probe the program that runs it, as in python3:FUNCTION, or a library that it loads."),
                [0xca, 0xfe, 0xba, 0xbe, ..] or [(byte)'P', (byte)'K', 3, 4, ..] =>
                    ("Java code",
                        "Methods of Java are compiled while the program runs; probe native functions of libjvm.so, or sample it with 'record'."),
                _ => null,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
