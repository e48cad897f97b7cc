#!/usr/bin/env bash
# Everything that the tests need, then all of them. Ends with one line: "N passed, N failed".
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
TMPDIR=$(mktemp -d) || exit 2   # the SDK leaves folders behind; they go with this one
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

./eng/setup.sh tests || exit $?
dotnet build PerfHarness.sln -c Release -v quiet -nologo || { echo "0 passed, 1 failed"; exit 1; }

passed=0 failed=0 skipped=0
for project in tests/*.Tests; do
  name=$(basename "$project")
  printf '\n== %s\n' "$name"
  log=$(mktemp) || exit 2
  dotnet "$project/bin/Release/net10.0/$name.dll" -noColor "$@" 2>&1 | tee "$log" | grep -vE '^ +(Discover|Start|Finish)(ing|ed):'
  summary=$(grep -E 'Total: [0-9]+' "$log" | tail -n 1)
  rm -f "$log"
  if [ -z "$summary" ]; then
    echo "$name ended without a summary"
    failed=$((failed + 1))
    continue
  fi
  count() { n=$(printf '%s' "$summary" | sed -nE "s/.*$1: ([0-9]+).*/\1/p"); echo "${n:-0}"; }
  broken=$(( $(count Failed) + $(count Errors) ))
  idle=$(( $(count Skipped) + $(count 'Not Run') ))
  passed=$((passed + $(count Total) - $(count Failed) - idle))
  failed=$((failed + broken))
  skipped=$((skipped + idle))
done

printf '\n%d skipped\n%d passed, %d failed\n' "$skipped" "$passed" "$failed"
[ "$failed" -eq 0 ]
