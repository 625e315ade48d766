#!/usr/bin/env bash
# Runs every linter and reports all of their findings before it fails.
# usage: scripts/lint.sh BUILD_DIR   (its compile_commands.json is what clang-tidy reads)
set -uo pipefail
build=${1:?usage: scripts/lint.sh BUILD_DIR}
buf=.cache/buf/node_modules/.bin/buf
failed=()

step() {
  local name=$1
  shift
  echo "== $name"
  "$@" || failed+=("$name")
}

check_format() { git ls-files '*.cc' '*.h' | xargs clang-format --dry-run -Werror; }

# Headers are checked through the sources that include them.
check_tidy() {
  git ls-files '*.cc' | xargs -P "$(nproc)" -n 4 clang-tidy -p "$build" --quiet 2>/dev/null
}

check_breaking() {
  # Against the parent commit; the first commit and a shallow clone have none.
  if ! git rev-parse --verify -q HEAD~1 >/dev/null; then
    echo "no parent commit to compare with"
    return 0
  fi
  if [ -z "$(git ls-tree HEAD~1 -- buf.yaml)" ]; then
    echo "the parent commit has no protos"
    return 0
  fi
  local previous
  previous=$(mktemp -d)
  git archive HEAD~1 buf.yaml proto | tar -x -C "$previous"
  "$buf" breaking --against "$previous"
  local result=$?
  rm -rf "$previous"
  return $result
}

check_yaml() { git ls-files '*.yaml' '*.yml' | xargs -r yamllint --strict; }
check_shell() { git ls-files '*.sh' .ci/run | xargs shellcheck; }

step clang-format check_format
step "buf lint" "$buf" lint
step "buf format" "$buf" format -d --exit-code
step "buf breaking" check_breaking
step shellcheck check_shell
step yamllint check_yaml
step clang-tidy check_tidy

if [ ${#failed[@]} -gt 0 ]; then
  echo "lint: failed: ${failed[*]}" >&2
  exit 1
fi
echo "lint: clean"
