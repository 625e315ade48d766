#include "cli/training/hold_out.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/evaluation/events.h"
#include "cli/evaluation/split.h"
#include "cli/training/pipeline.h"
#include "services/common/strings/view.h"

namespace isotherm::cli {
namespace {

// The lines whose record satisfies `keep`; blank lines hold no record.
std::string KeepLines(std::string_view jsonl,
                      const std::function<bool(std::size_t, std::string_view)>& keep) {
  std::string kept;
  std::size_t record = 0;
  for (std::size_t begin = 0; begin < jsonl.size();) {
    const std::size_t end = std::min(jsonl.find('\n', begin), jsonl.size());
    const std::string_view line = jsonl.substr(begin, end - begin);
    begin = end + 1;
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    if (keep(record++, line)) absl::StrAppend(&kept, AbslView(line), "\n");
  }
  return kept;
}

absl::StatusOr<HeldOutFile> HeldOutEvents(const std::string& path) {
  const absl::StatusOr<std::string> bytes = ReadFile(path);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<std::vector<EventRecord>> records = ReadEvents(*bytes);
  if (!records.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", records.status().message()));
  }
  return HeldOutFile{"events.jsonl", KeepLines(*bytes, [&](std::size_t i, std::string_view) {
                       return IsHeldOut((*records)[i]);
                     })};
}

absl::StatusOr<HeldOutFile> HeldOutStance(const std::string& path) {
  const absl::StatusOr<std::string> bytes = ReadFile(path);
  if (!bytes.ok()) return bytes.status();
  return HeldOutFile{"stance.jsonl", KeepLines(*bytes, [](std::size_t, std::string_view line) {
                       const auto targets = ReadStance(line);  // one sentence, one article
                       return targets.ok() && !targets->empty() &&
                              HeldOutName((*targets)[0].document);
                     })};
}

}  // namespace

absl::StatusOr<std::vector<HeldOutFile>> SelectHeldOut(const std::string& train_folder,
                                                       const std::string& stance_file) {
  // Reads and checks all of it first, and the groups need dossiers and clauses together.
  const absl::StatusOr<Corpora> corpora = LoadCorpora(train_folder, stance_file);
  if (!corpora.ok()) return corpora.status();
  const std::vector<RecordGroup> groups = GroupRecords(corpora->dossiers, corpora->clauses);
  const absl::StatusOr<std::string> dossiers = ReadFile(train_folder + "/dossiers.jsonl");
  if (!dossiers.ok()) return dossiers.status();
  const absl::StatusOr<std::string> clauses = ReadFile(train_folder + "/clauses.jsonl");
  if (!clauses.ok()) return clauses.status();
  std::vector<HeldOutFile> files;
  files.push_back({"dossiers.jsonl", KeepLines(*dossiers, [&](std::size_t i, std::string_view) {
                     return groups[i].held_out;
                   })});
  // clauses.jsonl is read before the files for training alone.
  files.push_back({"clauses.jsonl", KeepLines(*clauses, [&](std::size_t i, std::string_view) {
                     return groups[corpora->dossiers.size() + i].held_out;
                   })});
  absl::StatusOr<HeldOutFile> events = HeldOutEvents(train_folder + "/events.jsonl");
  if (!events.ok()) return events.status();
  files.push_back(*std::move(events));
  if (!corpora->stance.empty()) {
    absl::StatusOr<HeldOutFile> stance = HeldOutStance(stance_file);
    if (!stance.ok()) return stance.status();
    files.push_back(*std::move(stance));
  }
  return files;
}

}  // namespace isotherm::cli
