namespace PerfHarness.Architecture.Tests;

/// <summary>The folders of the product: who uses whom, without cycles, as eng/architecture.md says.</summary>
public sealed class RoomTests
{
    /// <summary>A room with more files than this has rooms of its own.</summary>
    private const int MaxFiles = 40;

    [Fact]
    public void Rooms_have_no_cycles()
    {
        var cycles = Cycles.Find(RoomGraph.Current.Uses.Select(use => (use.User, use.Used)));
        Assert.True(cycles.Count == 0, string.Join('\n', cycles.Select(DescribeCycle)));
    }

    [Fact]
    public void A_room_uses_only_the_rooms_that_the_page_lists_for_it()
    {
        var rooms = ArchitecturePage.ReadRooms();
        var wrong = RoomGraph.Current.Uses
            .Where(use => !rooms.GetValueOrDefault(use.User, []).Contains(GetListedName(use)))
            .Select(use => $"{use.User} uses {GetListedName(use)}: {use.File} names {use.Type}")
            .Order(StringComparer.Ordinal).ToList();
        Assert.True(wrong.Count == 0, $"Not listed in {ArchitecturePage.Path}:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void The_page_lists_no_use_that_no_longer_exists()
    {
        var actual = RoomGraph.Current.Uses.Select(use => (use.User, GetListedName(use))).ToHashSet();
        var stale = ArchitecturePage.ReadRooms().SelectMany(room => room.Value.Where(used => !actual.Contains((room.Key, used))).Select(used => $"{room.Key} no longer uses {used}"));
        Assert.Empty(stale);
    }

    [Fact]
    public void The_page_lists_every_room_and_no_other()
    {
        var rooms = SourceTree.FindFiles("src", "*.cs").Select(path => Path.GetDirectoryName(SourceTree.GetRelativePath(path))!["src/".Length..]).Distinct();
        Assert.Equal(rooms.Order(StringComparer.Ordinal), ArchitecturePage.ReadRooms().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_room_has_no_more_files_than_a_reader_takes_in()
    {
        var crowded = SourceTree.FindFiles("src", "*.cs").GroupBy(path => Path.GetDirectoryName(SourceTree.GetRelativePath(path))!)
            .Where(room => room.Count() > MaxFiles).Select(room => $"{room.Key}: {room.Count()} files");
        Assert.Empty(crowded);
    }

    // Within a project a room is listed by its path below it; another project's as a whole.
    private static string GetListedName(RoomUse use)
    {
        var (user, used) = (use.User.Split('/')[0], use.Used.Split('/')[0]);
        return user != used ? used : use.Used == used ? used : use.Used[(used.Length + 1)..];
    }

    private static string DescribeCycle(IReadOnlyList<string> rooms)
    {
        var uses = RoomGraph.Current.Uses.Where(use => rooms.Contains(use.User) && rooms.Contains(use.Used))
            .GroupBy(use => (use.User, use.Used)).Select(group => $"  {group.Key.User} → {group.Key.Used}: {string.Join(", ", group.Take(5).Select(use => $"{use.File} names {use.Type}"))}");
        return $"A cycle of {string.Join(", ", rooms)}:\n{string.Join('\n', uses)}";
    }
}
