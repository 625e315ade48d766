// The steps before the factors: document in, text with clauses, mentions and sides out.
//
// Purpose: shared by the analyzer and by training, so that both read a text in one way.
// Ownership: shares the resources; a ReadDocument borrows them and must not outlive the reader.
// Thread-safety: immutable, safe from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/factor_analysis/engine/directory/actor_directory.h"
#include "services/factor_analysis/engine/factors/clause_view.h"
#include "services/factor_analysis/engine/factors/factor_lexicon.h"
#include "services/factor_analysis/engine/factors/features.h"
#include "services/factor_analysis/engine/mentions/mention_finder.h"
#include "services/factor_analysis/engine/mentions/sides.h"
#include "services/factor_analysis/engine/types.h"

namespace isotherm::engine {

// What the engine knows of a language, parsed. All members are set.
struct LanguageResources {
  std::shared_ptr<const MentionLexicon> mentions;
  std::shared_ptr<const SideLexicon> sides;
  std::shared_ptr<const FactorLexicon> factors;
  std::shared_ptr<const SyntaxLexicon> syntax;
  std::shared_ptr<const EventLexicon> events;
};

struct ReadDocument {
  DocumentText text;
  DocumentMentions mentions;
  ClauseMap clauses;  // borrows `text`

  ReadDocument(DocumentText parsed, DocumentMentions found, const LanguageResources& language)
      : text(std::move(parsed)),
        mentions(std::move(found)),
        clauses(text, *language.factors, *language.syntax, *language.events) {}
  ReadDocument(const ReadDocument&) = delete;
  ReadDocument& operator=(const ReadDocument&) = delete;
};

class DocumentReader {
 public:
  DocumentReader(std::shared_ptr<const ActorDirectory> directory, LanguageResources language);

  // `input.content` is clean text; the title is not read.
  std::unique_ptr<ReadDocument> Read(const DocumentInput& input) const;
  SideMap Sides(const ReadDocument& document, std::uint32_t participant, absl::CivilDay day) const;

  const ActorDirectory& directory() const { return *directory_; }
  const FactorLexicon& lexicon() const { return *language_.factors; }

 private:
  std::shared_ptr<const ActorDirectory> directory_;
  LanguageResources language_;
  MentionFinder finder_;
};

// One short text judged for one leader, ready for the models.
struct ReadClause {
  std::unique_ptr<ReadDocument> document;
  UnitFeatures features;
};

// `mention`: the bytes of the text that name the leader; nullopt = found by name, or nowhere.
ReadClause ReadOneClause(const DocumentReader& reader, std::string_view text,
                         const FocusLeader& leader, absl::CivilDay day,
                         std::optional<std::pair<std::size_t, std::size_t>> mention);

// "Prime Minister Tadeusz Brol" -> name "Tadeusz Brol", role "Prime Minister".
FocusLeader FocusOfName(std::string_view name);

}  // namespace isotherm::engine
