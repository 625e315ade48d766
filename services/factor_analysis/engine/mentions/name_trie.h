// A trie over token sequences that holds every name of the directory.
//
// Purpose: find all names that start at a token. Keys are 64-bit token hashes, edges live in one
// open-addressing table keyed by (node, token), so one step is one probe whatever the number of
// names. Chosen over Aho-Corasick: names are a few tokens long and begin at token borders only, so
// failure links would never pay for their build, and over a double array because the alphabet is
// open (every surname is a symbol). Most tokens of a text end in one failed probe of the root.
// Cost: build linear in the names' tokens; 100,000 actors build in well under a second; lookups do
// not slow with the number of names beyond cache misses.
// Ownership: owns its tables. Thread-safety: immutable after Build(), safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "services/factor_analysis/engine/mentions/document_mentions.h"
#include "services/factor_analysis/engine/mentions/sub_tokens.h"
#include "services/factor_analysis/engine/text/document_text.h"
#include "services/factor_analysis/engine/text/tokenizer.h"

namespace isotherm::engine {

// One meaning of a name.
struct NameEntry {
  std::uint32_t actor = 0;  // index into ActorDirectory::actors()
  MentionKind kind = MentionKind::kName;
  bool cased = false;  // only upper-case text matches: "US", "Who", "Xi"
};

class NameTrie {
 public:
  NameTrie();

  // Adds one name; it is cut as texts are. Names without a token are ignored.
  void Add(std::string_view name, NameEntry entry);
  // To be called once after the last Add() and before the first Step().
  void Build();

  static constexpr std::uint32_t kRoot = 0;
  // The node reached from `node` by a token; kNone32 if there is none.
  std::uint32_t Step(std::uint32_t node, std::uint64_t token_hash) const;
  // Meanings of the name that ends at `node`.
  absl::Span<const NameEntry> EntriesAt(std::uint32_t node) const;

  std::size_t node_count() const { return nodes_; }

 private:
  struct Edge {
    std::uint64_t hash = 0;
    std::uint32_t parent = kNone32;  // kNone32 = free slot
    std::uint32_t child = 0;
  };
  struct Pending {
    std::uint32_t node = 0;
    NameEntry entry;
  };

  std::uint32_t StepOrAdd(std::uint32_t node, std::uint64_t token_hash);
  std::size_t Slot(std::uint32_t node, std::uint64_t token_hash) const;
  void Grow();

  std::vector<Edge> edges_;  // a power of two
  std::size_t edge_count_ = 0;
  std::uint32_t nodes_ = 1;
  std::vector<Pending> pending_;
  std::vector<NameEntry> entries_;
  std::vector<std::uint32_t> entry_starts_;  // by node, one more than nodes after Build()

  // Buffers of Add(), reused from name to name and freed by Build().
  std::vector<Token> tokens_;
  std::vector<TokenGap> gaps_;
  std::vector<SubToken> sub_tokens_;
  std::string arena_;
};

}  // namespace isotherm::engine
