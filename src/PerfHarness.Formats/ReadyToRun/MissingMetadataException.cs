namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// A name cannot be given, because the assembly that has it was not found: nothing is corrupt, and the missing assembly has been
/// reported. A token in place of the name would look like a name.
/// </summary>
internal sealed class MissingMetadataException(string assembly) : IOException($"the assembly '{assembly}' was not found");
