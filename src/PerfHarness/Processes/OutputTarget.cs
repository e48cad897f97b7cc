namespace PerfHarness.Processes;

/// <summary>Where a process writes one of its output streams.</summary>
internal abstract record OutputTarget
{
    /// <summary>To our own stream of the same number, without a detour.</summary>
    public static OutputTarget Inherit { get; } = new ToParent();

    public static OutputTarget Discard { get; } = new ToFile("/dev/null");

    /// <summary>To a file, created or emptied (mode 0600).</summary>
    public static OutputTarget File(string path) => new ToFile(path);

    /// <summary>To a reader of ours that gets the other end of a pipe. When it returns, the pipe is closed.</summary>
    public static OutputTarget Reader(Action<Stream> read) => new ToReader(read);

    internal sealed record ToParent : OutputTarget;

    internal sealed record ToFile(string Path) : OutputTarget;

    internal sealed record ToReader(Action<Stream> Read) : OutputTarget;
}
