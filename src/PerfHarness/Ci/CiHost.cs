namespace PerfHarness.Ci;

/// <summary>A CI system that can show findings.</summary>
internal enum CiHost
{
    None,
    GitHub,
    Azure,
    GitLab,
}
