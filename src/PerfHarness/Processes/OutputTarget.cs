namespace PerfHarness.Processes;

/// <summary>Where a process writes one of its output streams.</summary>
internal abstract record OutputTarget
{
    /// <summary>To our own stream of the same number, without a detour.</summary>
    public static OutputTarget Inherit { get; } = new InheritedTarget();

    public static OutputTarget Discard { get; } = new FileTarget("/dev/null");

    /// <summary>To a file, created or emptied (mode 0600).</summary>
    public static OutputTarget File(string path) => new FileTarget(path);

    /// <summary>To a reader of ours that gets the other end of a pipe. When it returns, the pipe is closed.</summary>
    public static OutputTarget Reader(Action<Stream> read) => new ReaderTarget(read);

    internal sealed record InheritedTarget : OutputTarget;

    internal sealed record FileTarget(string Path) : OutputTarget;

    internal sealed record ReaderTarget(Action<Stream> Read) : OutputTarget;
}
