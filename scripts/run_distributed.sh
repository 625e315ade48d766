#!/usr/bin/env bash
# Runs the three servers as processes of their own with a real Redis, sends one document through all of
# them, checks what arrives in Redis, and stops everything.
# usage: scripts/run_distributed.sh BUILD_DIR      (KEEP=1 leaves everything running until Ctrl-C)
set -euo pipefail
build=${1:?usage: scripts/run_distributed.sh BUILD_DIR}
cd "$(dirname "$0")/.."
bin=$build/bin
folder=$(mktemp -d)
pids=()

finish() {
  local code=$?
  trap - EXIT
  # Who follows ends before whom it follows.
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    kill "${pids[i]}" 2>/dev/null || true
    wait "${pids[i]}" 2>/dev/null || true
  done
  if [ "$code" -ne 0 ]; then tail -n 5 "$folder"/*.log >&2 || true; fi
  rm -rf "$folder"
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Ports that nobody listens on at this moment.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port" && return; }
  done
}

start() {
  local name=$1
  shift
  "$@" >"$folder/$name.log" 2>&1 &
  pids+=($!)
}

# Says what a check found; a check that fails ends the script.
check() {
  local what=$1 found=$2
  if [ -z "$found" ]; then
    echo "  FAILED  $what" >&2
    exit 1
  fi
  echo "  ok      $what: $found"
}

redis=$(free_port)
profile=127.0.0.1:$(free_port)
factor=127.0.0.1:$(free_port)
scoring=127.0.0.1:$(free_port)
export ISOTHERM_TARGET_FILE=$folder/targets
printf 'profile=%s\nfactor=%s\nscoring=%s\n' "$profile" "$factor" "$scoring" >"$ISOTHERM_TARGET_FILE"

echo "== Starting redis-server on port $redis and three servers ($profile, $factor, $scoring)"
start redis redis-server --port "$redis" --bind 127.0.0.1 --save '' --appendonly no --dir "$folder"
start profile "$bin/isotherm-profile" --listen "$profile" --store "sqlite:$folder/profile.sqlite" \
  --import-atlas
start factor-analysis "$bin/isotherm-factor-analysis" --listen "$factor" --profile "$profile" \
  --store "sqlite:$folder/factor-analysis.sqlite"
start scoring "$bin/isotherm-scoring" --listen "$scoring" --profile "$profile" --factor "$factor" \
  --redis "127.0.0.1:$redis" --store "sqlite:$folder/scoring.sqlite" --as-of latest-evidence
"$bin/isotherm" doctor --wait 60 --redis "127.0.0.1:$redis"

echo
echo "== One document through all of them"
"$bin/isotherm" ingest data/samples/keir-starmer-2024-07.md --wait
"$bin/isotherm" heat leaders/keir-starmer

echo
echo "== What consumers find in Redis"
ask() { redis-cli -p "$redis" "$@"; }
for _ in $(seq 50); do
  # Redis is written behind the answer.
  [ -n "$(ask HGET isotherm:heat:keir-starmer level)" ] && break
  sleep 0.1
done
check "isotherm:schema" "$(ask GET isotherm:schema)"
check "isotherm:heat:keir-starmer level" "$(ask HGET isotherm:heat:keir-starmer level)"
check "isotherm:rank keir-starmer" "$(ask ZSCORE isotherm:rank keir-starmer)"
check "isotherm:changes" "$(ask XREVRANGE isotherm:changes + - COUNT 1 | sed -n 3p)"

if [ "${KEEP:-0}" != 0 ]; then
  echo
  echo "== Everything stays up. In another terminal: export ISOTHERM_TARGET_FILE=$ISOTHERM_TARGET_FILE"
  echo "Ctrl-C ends it."
  wait
fi
