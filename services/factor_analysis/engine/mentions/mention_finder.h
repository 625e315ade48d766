// Finds who a document talks about.
//
// Purpose: one pass of a trie over all names of the directory, then resolution by office at the
// document's date, country named in the document, full name first, and distance; titles, persons
// the directory does not know, and pronouns follow. Focus leaders unknown to the directory become
// participants of the document, so that all works without an atlas.
// Ownership: shares the directory and lexicon. Thread-safety: immutable, safe from any thread.
// Errors: none; what cannot be resolved is left out or has low confidence.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/factor_analysis/engine/directory/actor_directory.h"
#include "services/factor_analysis/engine/mentions/document_mentions.h"
#include "services/factor_analysis/engine/mentions/mention_lexicon.h"
#include "services/factor_analysis/engine/mentions/name_trie.h"
#include "services/factor_analysis/engine/mentions/office_index.h"
#include "services/factor_analysis/engine/text/document_text.h"
#include "services/factor_analysis/engine/types.h"

namespace isotherm::engine {

// One answer to "who is meant by this name?".
struct Resolution {
  const Actor* actor = nullptr;  // of the finder's directory
  double confidence = 0.0;       // 0..1, sums to at most 1 over the candidates
  MentionKind kind = MentionKind::kName;
};

class MentionFinder {
 public:
  MentionFinder(std::shared_ptr<const ActorDirectory> directory,
                std::shared_ptr<const MentionLexicon> lexicon);

  DocumentMentions Find(const DocumentText& text, const DocumentInput& input) const;

  // Candidates for `mention` ("Aliyev", "the Turkish president", "Baku") on `day`, best first.
  // `country_code` and `context`, both may be empty, are what else is known of the text it stands
  // in.
  // A full name with up to two letters wrong or swapped is found too, with less confidence.
  std::vector<Resolution> Resolve(std::string_view mention, absl::CivilDay day,
                                  std::string_view country_code, std::string_view context) const;

  const ActorDirectory& directory() const { return *directory_; }
  const MentionLexicon& lexicon() const { return *lexicon_; }
  const NameTrie& names() const { return names_; }

 private:
  std::shared_ptr<const ActorDirectory> directory_;
  std::shared_ptr<const MentionLexicon> lexicon_;
  NameTrie names_;
  OfficeIndex offices_;
};

// The mentions as results show them. Pronouns are left out.
std::vector<Mention> ToResultMentions(const DocumentText& text, const DocumentMentions& mentions);

}  // namespace isotherm::engine
