namespace PerfHarness.Processes;

/// <summary>
/// While one is held, orphaned descendants become our children instead of init's: they can be found and their CPU time
/// is accounted to us. Held only while a process of ours runs, because it is a property of our whole process.
/// </summary>
internal sealed class Subreaper : IDisposable
{
    private static readonly Lock SyncRoot = new();
    private static int holders;
    private bool _released;

    private Subreaper()
    {
    }

    public static Subreaper Acquire()
    {
        lock (SyncRoot)
        {
            if (holders++ == 0)
            {
                _ = LibC.ProcessControl(LibC.SetChildSubreaper, 1, 0, 0, 0);
            }
        }

        return new Subreaper();
    }

    public void Dispose()
    {
        lock (SyncRoot)
        {
            if (!_released && --holders == 0)
            {
                _ = LibC.ProcessControl(LibC.SetChildSubreaper, 0, 0, 0, 0);
            }

            _released = true;
        }
    }
}
