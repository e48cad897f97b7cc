namespace PerfHarness.Ci;

/// <summary>A CI system that can show findings.</summary>
public enum CiHost
{
    None,
    GitHub,
    Azure,
    GitLab,
}
