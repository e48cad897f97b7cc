using System.IO;
using System.Runtime.InteropServices;

namespace PerfHarness.MSBuild;

/// <summary>The command in this package: with native code where there is some for this platform, otherwise without.</summary>
internal static class BundledCommand
{
    private const string FileName = "dotnet-perfharness.dll";

    /// <param name="folder">Has a folder <c>any</c>, and may have one named after a runtime identifier.</param>
    public static string Find(string folder)
    {
        // The command is started by the dotnet that runs this task, so that both have the same architecture.
        var precompiled = Path.Combine(folder, "linux-x64", FileName);
        return RuntimeInformation.ProcessArchitecture == Architecture.X64 && File.Exists(precompiled)
            ? precompiled
            : Path.Combine(folder, "any", FileName);
    }
}
