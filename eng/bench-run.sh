#!/usr/bin/env bash
# Measures what `dotnet perfharness run` takes beyond the benchmark's own time, and what recording costs the benchmark.
#
#   eng/bench-run.sh [--rounds N] [--tool PATH] [--against PATH] [--output FOLDER] [--overhead]
#
#     --rounds N        how often everything is measured (default 3)
#     --tool PATH       measure this dotnet-perfharness instead of packing and installing one
#     --against PATH    measure this one, too, as 'before'
#     --output FOLDER   for bench-run.txt and bench-run.json (default artifacts/bench)
#     --overhead        also measure the benchmark's wall time with and without the recording (minutes)
#
# Every execution of the benchmark, warm-ups too, writes down when it began and ended; what remains of the time of `run` is its own:
# starting, asking perf what it can do, attaching, importing, judging, writing. 'allowed' is half a second and 2 % of the benchmark's
# time. The rows of one processor show it where nothing can overlap. Needs a machine that does nothing else.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false LC_ALL=C

rounds=3 tool='' before='' folder=artifacts/bench overhead=false
usage() { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "eng/bench-run.sh" >&2; exit 2; }
while [ $# -gt 0 ]; do
  case $1 in
    --overhead) overhead=true ;;
    --rounds | --tool | --against | --output)
      [ $# -ge 2 ] || usage
      case $1 in --rounds) rounds=$2 ;; --tool) tool=$2 ;; --against) before=$2 ;; --output) folder=$2 ;; esac
      shift
      ;;
    *) usage ;;
  esac
  shift
done
[ "$rounds" -ge 1 ] 2>/dev/null || usage

mkdir -p "$folder" && folder=$(cd "$folder" && pwd) || exit 2
work=$(mktemp -d "$folder/run.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mkdir "$work/tmp"
export TMPDIR=$work/tmp

if [ -z "$tool" ]; then
  version=0.1.0-bench.$(date +%Y%m%d%H%M%S)
  dotnet pack src/PerfHarness.Cli -c Release -v quiet -nologo -p:Version="$version" -o "$work/feed" >&2 \
    && dotnet tool install dotnet-perfharness --version "$version" --source "$work/feed" --tool-path "$work/tool" >&2 || exit 1
  tool=$work/tool/dotnet-perfharness
fi
make -s -C samples/NativeBench CC="${CC:-gcc}" >&2 && cp samples/NativeBench/bench "$work/native" || exit 1
dotnet build samples/ConsoleBench -c Release -v quiet -nologo -o "$work/console" >&2 || exit 1

# Notes its command's time without a process of its own.
cat > "$work/timed" <<'TIMED'
#!/bin/bash
began=$EPOCHREALTIME
"$@"
code=$?
echo "$began $EPOCHREALTIME" >> "$OWN_TIMES"
exit $code
TIMED
chmod +x "$work/timed"

# measure NAME OPTIONS... -- COMMAND...: a line of NAME, executions, own seconds, total seconds.
measure() {
  local name=${1# } began ended
  shift
  export OWN_TIMES=$work/times
  : > "$OWN_TIMES"
  began=$EPOCHREALTIME
  "$@" > "$work/out" 2> "$work/err"
  ended=$EPOCHREALTIME
  [ -s "$OWN_TIMES" ] || { echo "bench-run: $name failed:" >&2; cat "$work/err" >&2; exit 1; }
  awk -v name="$name" -v total="$(awk "BEGIN { printf \"%.6f\", $ended - $began }")" \
    '{ own += $2 - $1 } END { printf "%s\t%d\t%.3f\t%.3f\n", name, NR, own, total }' "$OWN_TIMES" >> "$work/rows"
}

suite() {
  local label=$1 command=$2
  local native="$work/timed $work/native" one=(taskset -c 0)
  (
    cd "$work" || exit 1
    rm -rf artifacts perfharness
    # shellcheck disable=SC2086
    {
      measure "$label native 1 s, 5 runs" "$command" run --no-gate --runs 5 --name a -- $native --iterations 1200
      measure "$label native 50 ms, 5 runs" "$command" run --no-gate --runs 5 --name b -- $native --iterations 50
      measure "$label .NET 2 s, 5 runs" "$command" run --no-gate --runs 5 --name c -- "$work/timed" "$work/console/ConsoleBench" --iterations 4000
      measure "$label native, baseline" "$command" run --accept-baseline --name d -- $native --iterations 1200
      measure "$label native, gate" "$command" run --name d -- $native --iterations 1200
      measure "$label native 1 s, one CPU" "${one[@]}" "$command" run --no-gate --runs 5 --name e -- $native --iterations 1200
    }
  ) || exit 1
}

for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  [ -z "$before" ] || suite before: "$before"
  suite '' "$tool"
done

# The best and the median of what is beyond the benchmark's own time.
sort -t "$(printf '\t')" -k1,1 -s "$work/rows" | awk -F '\t' -v json="$folder/bench-run.json" '
  function flush(    i, j, t, m) {
    if (!n) return
    for (i = 2; i <= n; i++) { t = beyond[i]; m = own[i]; for (j = i - 1; j > 0 && beyond[j] > t; j--) { beyond[j + 1] = beyond[j]; own[j + 1] = own[j] } beyond[j + 1] = t; own[j + 1] = m }
    m = int((n + 1) / 2)
    printf "%-30s %5d %9.2f %9.2f %9.2f %9.2f\n", name, runs, own[1], beyond[1], beyond[m], 0.5 + 0.02 * own[1]
    printf "%s\n  {\"name\": \"%s\", \"executions\": %d, \"ownSeconds\": %.3f, \"bestSeconds\": %.3f, \"medianSeconds\": %.3f, \"allowedSeconds\": %.3f}", (rows++ ? "," : ""), name, runs, own[1], beyond[1], beyond[m], 0.5 + 0.02 * own[1] >> json
    n = 0
  }
  BEGIN { printf "" > json; print "[" >> json; printf "%-30s %5s %9s %9s %9s %9s\n", "seconds", "runs", "benchmark", "best", "median", "allowed" }
  $1 != name { flush(); name = $1 }
  { n++; runs = $2; own[n] = $3; beyond[n] = $4 - $3 }
  END { flush(); print "\n]" >> json }' | tee "$folder/bench-run.txt"

if $overhead; then
  for command in "$work/native --iterations 1200" "$work/console/ConsoleBench --iterations 4000"; do
    # shellcheck disable=SC2086
    "$tool" overhead --runs $((rounds * 5)) --only record --only jitdump --only perfharness --frequency 997 --call-graph fp --json -o "$work/overhead.json" -- $command \
      2> "$work/err" | tee -a "$folder/bench-run.txt" || { cat "$work/err" >&2; exit 1; }
  done
fi
