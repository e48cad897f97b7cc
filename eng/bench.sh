#!/usr/bin/env bash
# Measures how long reading a recording takes, how much memory, and how both grow, beside other tools in the same run.
#
#   eng/bench.sh [OPTIONS] [perf.data]     Without a file, the .NET sample is recorded for about a minute at a high frequency.
#
#     --small           recordings of 10 to 100 thousand samples, two rounds: less than a minute
#     --all             also 10 million samples, 500 processes, 500 threads, 50,000 functions:
#                       needs 6 GB of disk, and a quarter of an hour
#     --growth          only the growth
#     --dwarf           record copies of 8 KiB of the stack, which have to be unwound
#     --rounds N        how often everything is measured (default 5)
#     --tool PATH       measure this dotnet-perfharness instead of packing and installing one
#     --against PATH    measure this one, too, as 'before'
#     --output FOLDER   for bench.txt and bench.json (default artifacts/bench)
#
# Every round runs each command once. A table shows the best and the median time in seconds, user and system time and the largest
# resident set of the best round, and the best time as a part or a multiple of that of perf script, of perf report (both on the
# recording), and of cat (on the same input). stackcollapse-perf.pl, flamegraph.pl and inferno are measured if they are on PATH.
# Folded stacks and graphs are written to files; what perf and cat print goes to /dev/null.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false LC_ALL=C

rounds=5 mode=normal callgraph=fp frequency=12000 iterations=40000 tool='' before='' data='' sections=all folder=artifacts/bench
usage() { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "eng/bench.sh" >&2; exit 2; }
while [ $# -gt 0 ]; do
  case $1 in
    --small) mode=small rounds=2 iterations=1000 ;;
    --all) mode=all ;;
    --growth) sections=growth ;;
    --dwarf) callgraph=dwarf,8192 frequency=3000 iterations=6000 ;;
    --rounds | --tool | --against | --output)
      [ $# -ge 2 ] || usage
      case $1 in --rounds) rounds=$2 ;; --tool) tool=$2 ;; --against) before=$2 ;; --output) folder=$2 ;; esac
      shift
      ;;
    -*) usage ;;
    *) data=$1 ;;
  esac
  shift
done
[ "$rounds" -ge 1 ] 2>/dev/null || usage
[ -z "$data" ] || [ -r "$data" ] || { echo "bench: cannot read '$data'" >&2; exit 2; }

mkdir -p "$folder" && folder=$(cd "$folder" && pwd) || exit 2
exec 9>"$folder/.lock"
flock -n 9 || { echo "bench: another one is running, with its files in $folder/work" >&2; exit 2; }
work=$folder/work
job=''
leave() {
  trap '' INT TERM HUP
  [ -z "$job" ] || { kill -- "-$job"; wait "$job"; } 2>/dev/null
  rm -rf "$work" "$folder/.lock"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
rm -rf "$work"   # of one that was killed
mkdir -p "$work/tmp"
export TMPDIR=$work/tmp
. eng/bench/measure.sh

has() { command -v "$1" >/dev/null 2>&1; }
say() { echo "bench: $*" >&2; }
background() { "$@" 9>&- </dev/null & job=$!; wait "$job"; local code=$?; job=''; return "$code"; }
set -m   # a process group for each command, which can be ended

quietly() { background "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; false; }; }

if [ -z "$tool" ]; then
  say 'packing and installing the tool'
  version=0.1.0-bench.$(date +%Y%m%d%H%M%S)
  quietly dotnet pack src/PerfHarness.Cli -c Release -v quiet -nologo -p:Version="$version" -o "$work/feed" \
    && quietly dotnet tool install dotnet-perfharness --version "$version" --source "$work/feed" --tool-path "$work/tool" || exit 1
  tool=$work/tool/dotnet-perfharness
fi
generator=eng/bench/bin/Release/net10.0/PerfHarness.Bench.dll
quietly dotnet build eng/bench -c Release -v quiet -nologo || exit 1

given=$data
if [ -z "$data" ]; then
  say 'recording'
  data=$work/recorded.data
  quietly dotnet build samples/ConsoleBench -c Release -v quiet -nologo -o "$work/sample" \
    && quietly "$tool" record -F "$frequency" --call-graph "$callgraph" -o "$data" --quiet-target -- \
      "$work/sample/ConsoleBench" --iterations "$iterations"
  [ -s "$data" ] || { echo 'not measured: nothing can be recorded here'; exit 0; }
fi

multiply() {   # NAME ARGUMENTS…: makes $work/NAME.data of the recording
  background dotnet "$generator" "$data" "$work/$1.data" "${@:2}" || { say "no recording '$1'"; return 1; }
}
drop() { rm -rf "$work/$1.data" "$work/$1.data.maps"; }
if [ $mode = small ]; then
  multiply small --samples 50000 && source=$data data=$work/small.data
fi

cpus=$(taskset -pc $$ 2>/dev/null | sed 's/.*: //; s/[-,].*//')
count=$(nproc)
machine=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
recording=$data
samples=$(perf report -i "$data" --stats 2>/dev/null | sed -nE 's/^ +SAMPLE events: +([0-9]+).*/\1/p' | head -n 1)
{
  printf '%s, %s processors\nLinux %s, .NET %s, %s\n' "${machine:-$(uname -m)}" "$count" "$(uname -r)" \
    "$(dotnet --list-runtimes | sed -nE 's/^Microsoft.NETCore.App ([^ ]+).*/\1/p' | tail -n 1)" "$(perf --version 2>/dev/null || echo no perf)"
  printf 'recording: %s bytes, %s samples%s\n' "$(stat -Lc %s "$data")" "${samples:-an unknown number of}" "${given:+ ($(basename "$given"))}"
} | tee "$folder/bench.txt"

if [ $sections = all ]; then
  # --- perf.data
  section 'perf.data to folded stacks' 'script report cat'
  each_tool collapse 'peak "$tool" collapse -o "$out" "$data"'
  supports_threads && row '  --threads 1' 'peak "$tool" collapse --threads 1 -o "$out" "$data"'
  has taskset && [ "$count" -gt 1 ] && row '  on one processor' 'peak taskset -c "$cpus" "$tool" collapse -o "$out" "$data"'
  # Standard input has no run.json beside it: the shell that starts the program is not left out.
  row '  from standard input' 'cat "$data" | peak "$tool" collapse -o "$work/peer" --jit-maps "$data.maps" -'
  [ $mode = small ] || row '  from a cold cache' 'peak "$tool" collapse -o "$out" "$data"' cold "$data"
  row 'cat' 'peak cat "$data"' base cat
  [ $mode = small ] || row 'cat from a cold cache' 'peak cat "$data"' cold "$data"
  row 'perf script' 'peak perf script --force -i "$data"' base script
  row 'perf report -g folded' 'peak perf report --force -i "$data" --no-children -g folded --stdio' base report
  measure_section

  # --- text
  text=$work/script.txt folded=$work/script.folded
  perf script --force -i "$data" >"$text" 2>/dev/null
  section "text of perf script ($(($(stat -c %s "$text") / 1000000)) MB) to folded stacks" 'script report cat'
  each_tool collapse 'peak "$tool" collapse -o "$out" "$text"'
  supports_threads && row '  --threads 1' 'peak "$tool" collapse --threads 1 -o "$out" "$text"'
  has taskset && [ "$count" -gt 1 ] && row '  on one processor' 'peak taskset -c "$cpus" "$tool" collapse -o "$out" "$text"'
  row '  from standard input' 'cat "$text" | peak "$tool" collapse -o "$out" -'
  [ $mode = small ] || row '  from a cold cache' 'peak "$tool" collapse -o "$out" "$text"' cold "$text"
  row 'cat' 'peak cat "$text"' base cat
  [ $mode = small ] || row 'cat from a cold cache' 'peak cat "$text"' cold "$text"
  peer inferno-collapse-perf 'peak inferno-collapse-perf "$text" >"$work/peer"'
  peer stackcollapse-perf.pl 'peak stackcollapse-perf.pl "$text" >"$work/peer"' once
  [ $mode = small ] || row 'stackcollapse.py of perf' 'peak perf script report stackcollapse -i "$data" >"$work/peer"' once
  measure_section
  rm -f "$text"

  # --- folded stacks
  "$tool" collapse -o "$folded" "$data" 2>/dev/null
  section "folded stacks ($(wc -l <"$folded") lines, $(($(stat -c %s "$folded") / 1000000)) MB) to graphs" cat
  each_tool 'flamegraph (SVG)' 'peak "$tool" flamegraph -o "$work/out.svg" "$folded"'
  each_tool 'flamegraph (HTML)' 'peak "$tool" flamegraph -o "$work/out.html" "$folded"'
  row 'cat' 'peak cat "$folded"' base cat
  peer inferno-flamegraph 'peak inferno-flamegraph "$folded" >"$work/peer"'
  peer flamegraph.pl 'peak flamegraph.pl "$folded" >"$work/peer"'
  measure_section

  section 'start'
  each_tool --version 'peak "$tool" --version'
  each_tool --help 'peak "$tool" --help'
  measure_section

fi

# --- growth
sizes=(10000 100000)
[ $mode = small ] || sizes+=(1000000)
[ $mode != all ] || sizes+=(10000000)
data=${source:-$data}
growth "growth: perf.data" samples "${sizes[@]}"
if [ $mode = all ]; then
  growth 'growth: processes, 1,000,000 samples together' processes 1 10 100 500
  growth 'growth: threads, 1,000,000 samples together' threads 1 10 100 500
  growth 'growth: functions, 1,000,000 samples together' functions 500 5000 50000
fi
write_json
echo "The same with every round: ${folder#"$PWD"/}/bench.json" >&2
