#include "cli/evaluation/split.h"

#include <map>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"

namespace isotherm::cli {
namespace {

std::string LowerAscii(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Disjoint sets (Tarjan 1975) over the names that records carry.
class Sets {
 public:
  std::size_t IndexOf(const std::string& name) {
    const auto [found, added] = index_.try_emplace(name, parent_.size());
    if (added) parent_.push_back(parent_.size());
    return found->second;
  }
  std::size_t Root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void Join(std::size_t a, std::size_t b) { parent_[Root(a)] = Root(b); }

 private:
  std::map<std::string, std::size_t> index_;
  std::vector<std::size_t> parent_;
};

}  // namespace

std::uint64_t SplitHash(std::string_view name) {
  std::uint64_t hash = 14695981039346656037ull;
  for (const char c : LowerAscii(name)) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  }
  return hash;
}

bool HeldOutName(std::string_view name) { return SplitHash(name) % 5 == 0; }

std::vector<RecordGroup> GroupRecords(absl::Span<const Dossier> dossiers,
                                      absl::Span<const ClauseRecord> clauses) {
  Sets sets;
  std::vector<std::size_t> set_of;
  std::vector<bool> held_out;
  const auto add = [&](const std::string& key, const std::string& text, bool out) {
    const std::size_t set = sets.IndexOf(key);
    sets.Join(set, sets.IndexOf(absl::StrCat("text:", text)));
    set_of.push_back(set);
    held_out.push_back(out);
  };
  for (const Dossier& dossier : dossiers) {
    add(absl::StrCat("leader:", LowerAscii(dossier.leader)), dossier.text,
        HeldOutName(dossier.leader));
  }
  for (const ClauseRecord& clause : clauses) {
    const bool paired = !clause.pair.empty();
    add(paired ? absl::StrCat("pair:", LowerAscii(clause.pair))
               : absl::StrCat("leader:", LowerAscii(clause.leader)),
        clause.text, !clause.training_only && HeldOutName(paired ? clause.pair : clause.leader));
  }
  std::map<std::size_t, RecordGroup> groups;
  for (std::size_t i = 0; i < set_of.size(); ++i) {
    RecordGroup& group =
        groups.try_emplace(sets.Root(set_of[i]), RecordGroup{groups.size(), false}).first->second;
    group.held_out = group.held_out || held_out[i];
  }
  std::vector<RecordGroup> result;
  for (const std::size_t set : set_of) result.push_back(groups.at(sets.Root(set)));
  return result;
}

int FoldOf(std::size_t group, int folds) {
  return static_cast<int>(SplitHash(absl::StrCat("fold-", group)) % folds);
}

}  // namespace isotherm::cli
