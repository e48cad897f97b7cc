namespace PerfHarness.Formats.PortablePdb;

/// <summary>The assembly that a method's name in the runtime's format says it belongs to.</summary>
internal static class RuntimeNameModule
{
    /// <summary>Simple name, or null where the text is not a method's name.</summary>
    public static string? Parse(string runtimeName) => RuntimeNameParts.Parse(runtimeName)?.Module;
}
