#!/usr/bin/env bash
# Builds the benchmarks in the release preset and runs them. Each prints its figures beside a floor
# that is measured in the same run; the goals stand beside each heading.
# usage: scripts/bench.sh [BUILD_DIR] [engine|model|watch ...]     (none named = all of them)
# Figures move with what else the machine does; the ratios less so.
set -euo pipefail
build=$(realpath -m "${1:-build-release}")
shift || true
cd "$(dirname "$0")/.."
wanted=("$@")
if [ ${#wanted[@]} -eq 0 ]; then wanted=(engine model watch); fi

targets=()
for name in "${wanted[@]}"; do
  case "$name" in
    engine) targets+=(benchmark_engine_text) ;;
    model) targets+=(benchmark_heat_model) ;;
    watch) targets+=(benchmark_watch_fanout) ;;
    *)
      echo "bench: unknown benchmark '$name'; known: engine, model, watch" >&2
      exit 2
      ;;
  esac
done

echo "== Building ${targets[*]}"
mkdir -p "$build"
if ! cmake --preset release -B "$build" >"$build/configure.log" 2>&1; then
  cat "$build/configure.log" >&2
  exit 1
fi
cmake --build "$build" --target "${targets[@]}"

printf '\n%s, %s processors, load %s\n' \
  "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
  "$(cut -d' ' -f1 /proc/loadavg)"

for name in "${wanted[@]}"; do
  echo
  case "$name" in
    engine)
      echo "== Reading text, one core (goal: 50,000 raw sentences/s and 0.1x of a bare scan)"
      "$build/bin/engine_text" data/train/dossiers.jsonl data/train/clauses.jsonl \
        data/train/events.jsonl data/samples/*.md
      ;;
    model)
      echo "== Recomputing one leader with 10,000 factors (goal: 1 ms and 5x one pass of exp2)"
      "$build/bin/heat_model"
      ;;
    watch)
      # Rounds vary with what else runs; the medians are what counts.
      for streams in 50 1000; do
        echo "== Watch fan-out to $streams streams (goal: 0.9x of bare server streams)"
        "$build/bin/watch_fanout" "$streams" "$((200000 / streams))" 5
      done
      ;;
  esac
done
