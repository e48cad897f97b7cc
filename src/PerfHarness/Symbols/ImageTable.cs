using PerfHarness.Formats.Elf;

namespace PerfHarness.Symbols;

/// <summary>Interns images, so that all processes share one per file and build id.</summary>
internal sealed class ImageTable
{
    private readonly Dictionary<(string Path, BuildId? Id), Image> _images = [];

    /// <param name="isNew">It was not there before.</param>
    public Image Intern(string path, BuildId? buildId, out bool isNew)
    {
        isNew = false;
        if (!_images.TryGetValue((path, buildId), out var image))
        {
            isNew = true;
            image = new Image(path, buildId);
            _images.Add((path, buildId), image);
        }

        return image;
    }
}
