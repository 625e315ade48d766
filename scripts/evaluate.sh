#!/usr/bin/env bash
# Trains without the held-out fifth of the corpora, judges on that fifth alone, and writes
# docs/evaluation.md. The models under models/ are neither used nor touched. Deterministic.
# usage: scripts/evaluate.sh BUILD_DIR
# Stance needs NewsMTSC (not shipped): ISOTHERM_STANCE_CORPUS, or ../shared/data/train/; without it
# the page says so.
set -euo pipefail
export LC_ALL=C
build=$(realpath "${1:?usage: scripts/evaluate.sh BUILD_DIR}")
cd "$(dirname "$0")/.."
scripts/install_packages.sh eval
isotherm=$build/bin/isotherm
work=$build/evaluation
held_out=$work/held-out
corpus=data/train
shared=${ISOTHERM_SHARED_DIR:-../shared}
stance=${ISOTHERM_STANCE_CORPUS:-$shared/data/train/newsmtsc_train.jsonl}
export ISOTHERM_STANCE_CORPUS=
train=()
if [ -r "$stance" ]; then train=(--stance "$stance"); else stance=; fi

rm -rf "$work"
mkdir -p "$work/models" "$held_out" "$work/figures"
ln -s "$PWD/data" "$work/data"  # dictionaries and atlas; only the models differ

echo "== Training without the held-out fifth"
"$isotherm" train --hold-out "$held_out" --output "$work/models" "${train[@]}"

# judge NAME KIND FILE [--given-actors]: the figures go into figures/NAME.json
judge() {
  local name=$1
  shift
  echo
  echo "== $*"
  "$isotherm" eval "$@" --data-dir "$work"
  "$isotherm" eval "$@" --data-dir "$work" --json >"$work/figures/$name.json"
}
judge dossiers dossiers "$held_out/dossiers.jsonl"
judge calls calls "$corpus/published_calls.jsonl"
judge clauses clauses "$held_out/clauses.jsonl"
judge given events "$held_out/events.jsonl" --given-actors
judge raw events "$held_out/events.jsonl"
if [ -n "$stance" ]; then
  judge stance stance "$held_out/stance.jsonl"
  jq -c 'select(.targets | length > 1)' "$held_out/stance.jsonl" >"$held_out/stance_multi.jsonl"
  judge stance_multi stance "$held_out/stance_multi.jsonl"
fi

lines() { cat "$@" 2>/dev/null | grep -c . || true; }
pair() { printf '"%s": [%s, %s]' "$1" "$(lines "$2")" "$(lines "$3")"; }
known_leaders() {  # published calls whose leader has a dossier in the training part
  jq -r .leader "$corpus/published_calls.jsonl" | sort -u >"$work/called"
  jq -r .leader "$corpus/dossiers.jsonl" | sort -u >"$work/all"
  jq -r .leader "$held_out/dossiers.jsonl" | sort -u >"$work/unseen"
  comm -23 "$work/all" "$work/unseen" | comm -12 - "$work/called" | wc -l
}
collect() {
  local separator='' file
  printf '{'
  for file in "$work"/figures/*.json; do
    printf '%s"%s": ' "$separator" "$(basename "$file" .json)"
    cat "$file"
    separator=,
  done
  printf ', "counts": {'
  for name in dossiers clauses events; do
    pair $name "$held_out/$name.jsonl" "$corpus/$name.jsonl"
    printf ', '
  done
  if [ -n "$stance" ]; then
    pair stance "$held_out/stance.jsonl" "$stance"
    printf ', '
  fi
  printf '"calls": %s, "extra_clauses": %s, "calls_known_leaders": %s}}' \
    "$(lines "$corpus/published_calls.jsonl")" "$(lines "$corpus"/clauses_*.jsonl)" \
    "$(known_leaders)"
}
collect >"$work/figures.all"
{
  jq -r -f scripts/evaluation_report.jq "$work/figures.all"
  cat docs/evaluation_notes.md
} >"$work/evaluation.md"
mv "$work/evaluation.md" docs/evaluation.md
echo
echo "Written: docs/evaluation.md"
