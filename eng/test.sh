#!/usr/bin/env bash
# Builds and runs the tests. The last line is "N passed, N failed".
#
#   eng/test.sh           installs what the tests need, then runs all of them
#   eng/test.sh --fast    runs those that need neither perf nor other tools
#
# All of them are followed by a table of the tool's speed (eng/bench.sh --small), which is no test.
# Further arguments go to the test runner, such as -class '*GateTests'. A test that hangs is terminated by its time limit
# (tests/PerfHarness.Tests.Shared/TimeLimitAttribute.cs), a test program that hangs by this script.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
TMPDIR=$(mktemp -d) || exit 2   # the SDK leaves folders behind; they are deleted with this one
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

projects=(Architecture.Tests Formats.Tests Tests Packages.Tests)
together=(Architecture.Tests Formats.Tests)
solution=PerfHarness.sln
limit=1800
options=()
filter=()
# This file exists while the last build ran without analyzers.
unchecked=tests/PerfHarness.Tests/obj/unchecked
if [ "${1:-}" = --fast ]; then
  shift
  projects=(Architecture.Tests Formats.Tests Tests)
  together=("${projects[@]}")
  solution=eng/fast.slnf
  limit=300
  options=(-p:RunAnalyzers=false)   # halves the compile time
  mkdir -p "${unchecked%/*}" && touch "$unchecked"
  for need in perf toolchain browser time; do
    filter+=(-trait- "Needs=$need")
  done
else
  ./eng/setup.sh tests || { echo "0 passed, 1 failed"; exit 3; }
  # rustup's rustc is a proxy that fails without a toolchain in the home folder; in that case setup.sh installed the package.
  rustc --version >/dev/null 2>&1 || PATH=/usr/bin:$PATH
  if [ -e "$unchecked" ]; then
    options=(--no-incremental)
  fi
fi

dotnet build "$solution" -c Release -v quiet -nologo "${options[@]}" || { echo "0 passed, 1 failed"; exit 1; }

if [ "$solution" = PerfHarness.sln ]; then
  rm -f "$unchecked"
fi

# A shell without job control ignores SIGINT in background jobs, and every process that the tests interrupt would inherit that.
start=(timeout --foreground --kill-after=20 "$limit")
if env --default-signal=INT true 2>/dev/null; then
  start+=(env --default-signal=INT)
fi

run() {   # PROJECT ARGUMENTS…
  local name=PerfHarness.$1 log=$TMPDIR/$1.log
  shift
  "${start[@]}" dotnet "tests/$name/bin/Release/net10.0/$name.dll" -noColor "${filter[@]}" "$@" 2>&1 | tee "$log"
  echo "${PIPESTATUS[0]}" >"$log.code"
}

show() { grep -vE '^ +(Discover|Start|Finish)(ing|ed):|^Ok, passed'; }

# What needs no perf runs side by side.
for project in "${together[@]}"; do
  run "$project" "$@" >/dev/null &
done
wait

passed=0 failed=0 skipped=0
for project in "${projects[@]}"; do
  name=PerfHarness.$project
  log=$TMPDIR/$project.log
  printf '\n== %s\n' "$name"
  if [ -e "$log.code" ]; then show <"$log"; else run "$project" "$@" | show; fi
  code=$(cat "$log.code")
  summary=$(grep -E 'Total: [0-9]+' "$log" | tail -n 1)
  if [ -z "$summary" ]; then
    echo "$name ended with exit code $code and without a summary"
    failed=$((failed + 1))
    continue
  fi
  count() { n=$(printf '%s' "$summary" | sed -nE "s/.*$1: ([0-9]+).*/\1/p"); echo "${n:-0}"; }
  broken=$(( $(count Failed) + $(count Errors) ))
  passed=$((passed + $(count Total) - $(count Failed) - $(count Skipped) - $(count 'Not Run')))
  failed=$((failed + broken))
  skipped=$((skipped + $(count Skipped)))
  if [ "$broken" -eq 0 ] && [ "$code" -ne 0 ]; then
    echo "$name ended with exit code $code"
    failed=$((failed + 1))
  fi
done

# Never a test: a table to compare with the one of the last build.
if [ $# -eq 0 ] && [ "$solution" = PerfHarness.sln ]; then
  printf '\n== Speed\n'
  timeout --foreground --kill-after=20 180 ./eng/bench.sh --small 2>"$TMPDIR/bench.log" || tail -n 5 "$TMPDIR/bench.log"
fi

printf '\n%d skipped\n%d passed, %d failed\n' "$skipped" "$passed" "$failed"
[ "$failed" -eq 0 ]
