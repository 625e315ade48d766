#!/usr/bin/env bash
# Starts the whole suite in one process, lets it read the sample documents and shows what it makes of
# them: a brief of the leader on top and a ranking of all. Everything shown was asked from the servers.
# usage: scripts/demo.sh BUILD_DIR      (KEEP=1 leaves the suite running until Ctrl-C)
set -euo pipefail
build=${1:?usage: scripts/demo.sh BUILD_DIR}
cd "$(dirname "$0")/.."
isotherm=$build/bin/isotherm
folder=$(mktemp -d)
suite=
finish() {
  local code=$?
  if [ -n "$suite" ] && kill "$suite" 2>/dev/null; then wait "$suite" 2>/dev/null || true; fi
  rm -rf "$folder"
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

export ISOTHERM_TARGET_FILE=$folder/targets
# `up` writes this file once it serves; the other commands read it.
echo "== Starting the suite (SQLite in $folder, cache in the process)"
"$isotherm" up --free-ports --store-dir "$folder/stores" --data-dir . \
  --as-of latest-evidence >"$folder/up.log" &
suite=$!
while [ ! -e "$ISOTHERM_TARGET_FILE" ]; do
  if ! kill -0 "$suite" 2>/dev/null; then
    wait "$suite" || true
    suite=
    echo "demo: the suite did not start; its own words stand above" >&2
    exit 1
  fi
  sleep 0.1
done
cat "$folder/up.log"

echo
echo "== Reading data/samples"
"$isotherm" ingest data/samples --wait

first=$("$isotherm" rank --limit 1 --json | sed -n 's/^ *"leader": "\(.*\)",$/\1/p')
echo
echo "== Brief of $first"
echo
"$isotherm" brief "$first"

echo
echo "== All leaders"
echo
"$isotherm" rank --limit 100

if [ "${KEEP:-0}" != 0 ]; then
  echo
  echo "== The suite stays up. In another terminal, from this folder:"
  echo "  export ISOTHERM_TARGET_FILE=$ISOTHERM_TARGET_FILE"
  echo "  $isotherm brief Pashinyan"
  echo "  $isotherm explain Macron"
  echo "  $isotherm watch"
  echo "Ctrl-C ends it."
  wait "$suite"
fi
