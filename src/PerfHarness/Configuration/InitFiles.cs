using PerfHarness.Ci;

namespace PerfHarness.Configuration;

/// <summary>What <c>init</c> writes and prints.</summary>
internal static class InitFiles
{
    public const string GitHubPath = ".github/workflows/perfharness.yml";
    public const string AzurePath = "azure-pipelines.perfharness.yml";
    public const string GitLabPath = ".gitlab-ci.perfharness.yml";

    /// <summary>A configuration with one benchmark and the most common settings.</summary>
    /// <param name="command">Program and arguments of the benchmark.</param>
    /// <param name="schema">Path of the schema for editors, or null.</param>
    public static string CreateConfiguration(string name, IReadOnlyList<string> command, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        return $$"""
            {{{(schema is null ? "" : $"\n  \"$schema\": {ToJson(schema)},")}}
              // Benchmarks of this repository: 'dotnet perfharness run' runs and judges them all.
              // Paths are relative to this file.
              "defaults": {
                "warmups": 1,
                "frequency": 997
              },
              "gate": {
                // Smallest relevant rise of a function's share of the samples, in percentage points.
                "threshold": 0.5,
                // Maximum total share of the functions, in percent, or "never".
                "budgets": {
                  // "System.Text.RegularExpressions.*": 5
                }
              },
              "benches": [
                { "name": {{ToJson(name)}}, "command": [{{string.Join(", ", command.Select(ToJson))}}] }
              ]
            }

            """;
    }

    /// <summary>The lines that make <c>dotnet build -t:PerfProfile</c> gate a project.</summary>
    public static string CreateProjectLines(string version) => $"""
        <ItemGroup>
          <PackageReference Include="PerfHarness.MSBuild" Version="{version}" PrivateAssets="all" />
          <PerfProfile Include="$(TargetPath)" Arguments="--iterations 200" />
        </ItemGroup>
        """;

    public static string CreateGitHubWorkflow(string version) => $$$"""
        name: performance
        on:
          pull_request:
          push:
            branches: [main]
        jobs:
          perfharness:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
                with:
                  fetch-depth: 0
              - uses: actions/setup-dotnet@v4
                with:
                  dotnet-version: 10.0.x
              - uses: actions/cache@v4
                with:
                  path: ~/.nuget/packages
                  key: nuget-${{ hashFiles('**/*.csproj', '**/packages.lock.json') }}
              - name: Install perf
                run: |
                  sudo apt-get update
                  sudo apt-get install -y "linux-tools-$(uname -r)" || sudo apt-get install -y linux-tools-azure \
                    || sudo apt-get install -y linux-tools-generic || sudo apt-get install -y linux-perf
                  sudo sysctl kernel.perf_event_paranoid=1 kernel.kptr_restrict=0
              - run: dotnet tool install --global dotnet-perfharness --version {{{version}}}
              - run: dotnet build -c Release
              - run: dotnet perfharness doctor
              # A pull request is compared with its merge base, both recorded interleaved: hosted machines differ too much from
              # each other for stored baselines. Annotations and the step summary are written automatically.
              - name: Compare with the merge base
                if: github.event_name == 'pull_request'
                env:
                  BASE: ${{ github.base_ref }}
                run: >-
                  dotnet perfharness run --baseline-ref "origin/$BASE" --build "dotnet build -c Release"
                  --sarif artifacts/perfharness/verdict.sarif --junit artifacts/perfharness/verdict.xml
              - name: Profile
                if: github.event_name != 'pull_request'
                run: dotnet perfharness run
              - uses: actions/upload-artifact@v4
                if: always()
                with:
                  name: perfharness
                  path: artifacts/perfharness

        """;

    public static string CreateAzurePipeline(string version) => $"""
        trigger: [main]
        pool:
          vmImage: ubuntu-latest
        variables:
          NUGET_PACKAGES: $(Pipeline.Workspace)/.nuget/packages
        steps:
          - checkout: self
            fetchDepth: 0
          - task: UseDotNet@2
            inputs:
              version: 10.0.x
          - task: Cache@2
            inputs:
              key: nuget | "$(Agent.OS)" | **/*.csproj
              path: $(NUGET_PACKAGES)
          - script: |
              sudo apt-get update
              sudo apt-get install -y "linux-tools-$(uname -r)" || sudo apt-get install -y linux-tools-azure \
                || sudo apt-get install -y linux-tools-generic || sudo apt-get install -y linux-perf
              sudo sysctl kernel.perf_event_paranoid=1 kernel.kptr_restrict=0
            displayName: Install perf
          - script: dotnet tool install --global dotnet-perfharness --version {version}
          - script: dotnet build -c Release
          # A pull request is compared with its merge base, both recorded interleaved: hosted machines differ too much from
          # each other for stored baselines. Issues and the summary page are written automatically.
          - script: |
              if [ -n "$SYSTEM_PULLREQUEST_TARGETBRANCHNAME" ]; then
                dotnet perfharness run --baseline-ref "origin/$SYSTEM_PULLREQUEST_TARGETBRANCHNAME" \
                  --build "dotnet build -c Release" --junit artifacts/perfharness/verdict.xml
              else
                dotnet perfharness run --junit artifacts/perfharness/verdict.xml
              fi
            displayName: Profile
          - task: PublishTestResults@2
            condition: always()
            inputs:
              testResultsFiles: artifacts/perfharness/verdict.xml
          - publish: artifacts/perfharness
            artifact: perfharness
            condition: always()

        """;

    public static string CreateGitLabPipeline(string version) => $"""
        perfharness:
          image: mcr.microsoft.com/dotnet/sdk:10.0
          # perf needs the PERFMON capability: a runner with 'cap_add = ["PERFMON", "SYS_PTRACE"]'.
          variables:
            GIT_DEPTH: 0
            NUGET_PACKAGES: $CI_PROJECT_DIR/.nuget/packages
          cache:
            key: nuget
            paths: [.nuget/packages]
          script:
            - apt-get update && (apt-get install -y linux-perf || apt-get install -y linux-tools-generic)
            - dotnet tool install --global dotnet-perfharness --version {version}
            - export PATH="$PATH:$HOME/.dotnet/tools"
            - dotnet build -c Release
            - dotnet perfharness doctor
            # A merge request is compared with its base, both recorded interleaved.
            - |
              if [ -n "$CI_MERGE_REQUEST_DIFF_BASE_SHA" ]; then
                set -- --baseline-ref "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --build "dotnet build -c Release"
              fi
              dotnet perfharness run "$@" --junit artifacts/perfharness/verdict.xml --code-quality artifacts/perfharness/{CiReporter.CodeQualityFile}
          rules:
            - if: $CI_PIPELINE_SOURCE == "merge_request_event"
            - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
          artifacts:
            when: always
            paths: [artifacts/perfharness]
            reports:
              junit: artifacts/perfharness/verdict.xml
              codequality: artifacts/perfharness/{CiReporter.CodeQualityFile}

        """;

    private static string ToJson(string text) => System.Text.Json.JsonSerializer.Serialize(text, JsonStringContext.Default.String);
}
