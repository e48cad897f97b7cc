namespace PerfHarness.Symbols.Resolution;

/// <summary>Opens images, each once: on threads of the pool when they are announced, else on the thread that needs them first.</summary>
/// <param name="load">May run on several threads, for different images.</param>
/// <param name="threads">That open images at once; with none nothing is opened ahead.</param>
/// <param name="readsInlined">Debug information of native images will be needed, too.</param>
internal sealed class ImagePrefetcher(Func<Image, LoadedImage> load, int threads, bool readsInlined) : IDisposable
{
    // A recording of a whole machine maps thousands, of which hardly any is needed.
    private const int MaxImages = 256;

    private readonly Dictionary<Image, Lazy<LoadedImage>> _loads = new(ReferenceEqualityComparer.Instance);
    // The last first: libraries that all programs use lie at the end, and are needed at once.
    private readonly Stack<Lazy<LoadedImage>> _waiting = [];
    private readonly List<Task> _workers = [];
    private readonly Lock _lock = new();
    private int _running;
    private bool _isDisposed;

    /// <summary>Starts to open the image, unless that was done before.</summary>
    public void Prefetch(Image image)
    {
        if (threads <= 0 || !image.IsFile)
        {
            return;
        }

        lock (_lock)
        {
            if (_isDisposed || _loads.Count >= MaxImages || _loads.ContainsKey(image))
            {
                return;
            }

            var opening = Add(image);
            _waiting.Push(opening);
            if (_running < threads)
            {
                _running++;
                _workers.Add(Task.Run(Work));
            }
        }
    }

    /// <summary>The image, opened by now.</summary>
    public LoadedImage Get(Image image)
    {
        Lazy<LoadedImage>? opening;
        lock (_lock)
        {
            opening = _loads.TryGetValue(image, out var known) ? known : Add(image);
        }

        return opening.Value;
    }

    /// <summary>Waits for what is being opened, and disposes all that was.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _waiting.Clear();
        }

        Task.WaitAll(_workers);
        foreach (var opening in _loads.Values)
        {
            if (opening.IsValueCreated)
            {
                opening.Value.Owned?.Dispose();
            }
        }

        _loads.Clear();
    }

    private Lazy<LoadedImage> Add(Image image)
    {
        var opening = new Lazy<LoadedImage>(() => load(image));
        _loads.Add(image, opening);
        return opening;
    }

    private void Work()
    {
        while (true)
        {
            Lazy<LoadedImage>? next;
            lock (_lock)
            {
                if (!_waiting.TryPop(out next))
                {
                    _running--;
                    return;
                }
            }

            try
            {
                var loaded = next.Value;
                if (readsInlined)
                {
                    loaded.Native?.PrefetchDebugInfo();
                }
            }
            catch (Exception)
            {
                // Who needs the image meets the same.
            }
        }
    }
}
