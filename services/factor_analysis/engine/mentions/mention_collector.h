// Builds the mentions of one document; the work behind MentionFinder::Find().
//
// Steps: focus leaders -> names by trie -> titles -> persons the text alone knows -> resolution of
// names -> titles that stand alone and pronouns in text order -> result. Drafts are mentions in the
// making; all indices are into the vectors of this class.
// Thread-safety: none; a collector lives for one document on one thread. Borrows all it is given.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "services/factor_analysis/engine/directory/actor_directory.h"
#include "services/factor_analysis/engine/mentions/document_mentions.h"
#include "services/factor_analysis/engine/mentions/mention_lexicon.h"
#include "services/factor_analysis/engine/mentions/name_trie.h"
#include "services/factor_analysis/engine/mentions/office_index.h"
#include "services/factor_analysis/engine/mentions/sub_tokens.h"
#include "services/factor_analysis/engine/text/document_text.h"
#include "services/factor_analysis/engine/types.h"

namespace isotherm::engine {

// What a collector reads besides the document.
struct MentionResources {
  const ActorDirectory& directory;
  const MentionLexicon& lexicon;
  const NameTrie& names;
  const OfficeIndex& offices;
};

class MentionCollector {
 public:
  MentionCollector(const MentionResources& resources, const DocumentText& text,
                   const DocumentInput& input);
  DocumentMentions Run();

 private:
  struct Draft {
    std::uint32_t first_token = 0;
    std::uint32_t last_token = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t parts = 1;
    MentionKind kind = MentionKind::kName;
    absl::Span<const NameEntry> entries;  // meanings in the directory
    std::uint32_t participant = kNone32;  // set when resolved
    const Title* title = nullptr;         // stands before the name, or is the mention
    std::string_view title_of;            // actor id the title is of; empty = not said
    float confidence = 0.0f;
    bool former = false;    // "former president"
    bool common = false;    // the name is an everyday word
    bool absorbed = false;  // became part of another draft
  };
  struct TitleSpan {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    const Title* title = nullptr;
    bool used = false;
  };
  // A focus leader's display name without the office some callers put before it.
  struct FocusName {
    std::string name;
    std::string role;
  };
  // A name known in this document alone.
  struct LocalName {
    std::vector<std::uint64_t> parts;
    std::uint32_t participant = 0;
    MentionKind kind = MentionKind::kName;
    float confidence = 1.0f;
  };

  // collector_focus.cc: participants and their local names.
  void AddFocuses();
  std::uint32_t AddFocus(const FocusLeader& focus, int index);
  FocusName SplitFocusName(std::string_view display_name) const;
  std::uint32_t FindFocusActor(const FocusLeader& focus, std::string_view name) const;
  void AddLocalNames(std::uint32_t participant, std::string_view name, bool given_name_too);
  void AddLocalName(absl::Span<const SubToken> parts, std::uint32_t participant, MentionKind kind,
                    float confidence);
  std::uint32_t ParticipantOf(std::uint32_t actor);
  std::uint32_t AddPerson(std::string name, const Title* title);
  const LocalName* FindLocalName(std::size_t sub, std::size_t& length) const;

  // collector_names.cc: names by trie, titles, persons of the text.
  void ScanNames();
  bool ScanNameAt(std::size_t sub, std::size_t& next);
  bool AcceptName(std::size_t sub, std::size_t end, absl::Span<const NameEntry> entries) const;
  bool IsMonthHere(std::size_t sub) const;
  bool BelongsToStranger(std::size_t sub, std::size_t end,
                         absl::Span<const NameEntry> entries) const;
  bool IsInstitutionAfter(std::uint32_t token) const;
  void AddDraft(std::size_t sub, std::size_t end, Draft draft);
  void ScanTitles();

  // collector_persons.cc
  void FindPersons();
  bool IsNameToken(std::uint32_t token) const;
  std::uint32_t PersonSequenceEnd(std::uint32_t token) const;
  bool IsPerson(std::uint32_t first, std::uint32_t last) const;
  const Title* TitleBefore(std::uint32_t token) const;
  void AddPersonDraft(std::uint32_t first, std::uint32_t last);
  void FindLaterSurnames();
  bool IsTitleCaseSentence(const Sentence& sentence) const;

  // collector_titles.cc
  void AttachTitles();
  void AttachTitle(Draft& draft, TitleSpan& span);
  std::uint32_t AbsorbActorBefore(std::uint32_t token, Draft& draft);
  void AddStandaloneTitles();
  bool StandsAlone(const TitleSpan& span, std::uint32_t first) const;
  bool IsPerson(const Draft& draft) const;
  void AddRoleWords();
  std::uint32_t ApposedPerson(const TitleSpan& span) const;
  void ResolveTitle(Draft& draft);
  double TitleFit(const Participant& participant, const Draft& draft) const;

  // collector_resolve.cc
  void ResolveNames();
  void ResolveActorsOtherThanLeaders();
  void ResolveDraft(Draft& draft, std::size_t index);
  void NameStrangers();
  void FindGivenNames();
  double CandidateWeight(const NameEntry& entry, const Draft& draft, std::size_t index) const;
  double LeaderWeight(std::uint32_t actor, const Draft& draft, std::size_t index) const;
  bool IsLeaderDraft(const Draft& draft) const;

  // collector_pronouns.cc
  void ResolveReferences();
  void AddPronouns();
  void ResolvePronoun(Draft& draft);
  void Remember(const Draft& draft);

  // mention_collector.cc
  void SortDrafts();
  void CoverTokens();
  void RestoreAbsorbed();
  DocumentMentions Finish();
  bool IsPossessive(const Draft& draft) const;
  void ComputeSalience(DocumentMentions& result) const;
  const Token& TokenAt(std::uint32_t i) const { return text_.tokens()[i]; }
  bool SameSentence(std::uint32_t a, std::uint32_t b) const {
    return b < text_.tokens().size() && text_.tokens()[a].sentence == text_.tokens()[b].sentence;
  }
  bool IsSentenceStart(std::uint32_t token) const {
    return text_.sentences()[text_.tokens()[token].sentence].first_token == token;
  }

  const MentionResources& resources_;
  const DocumentText& text_;
  const DocumentInput& input_;
  std::vector<SubToken> subs_;
  std::vector<Draft> drafts_;
  std::vector<TitleSpan> titles_;
  std::vector<std::uint32_t> title_at_;  // by token: index into titles_
  std::vector<std::uint32_t> draft_at_;  // by token: index into drafts_
  std::vector<Participant> participants_;
  std::vector<std::uint32_t> focuses_;
  absl::flat_hash_map<std::uint32_t, std::uint32_t> participant_of_actor_;
  absl::flat_hash_map<std::uint64_t, std::vector<LocalName>> local_names_;  // by first part
  absl::flat_hash_map<std::string, double> country_weight_;                 // by country code
  absl::flat_hash_map<std::uint32_t, std::size_t> full_name_at_;  // actor -> first draft in full

  // What pronouns and bare titles look back to, by participant.
  struct Recent {
    std::uint32_t sentence = kNone32;
    std::uint32_t token = 0;
    bool subject = false;  // opened its sentence
    std::uint32_t count = 0;
  };
  std::vector<Recent> recent_;
};

}  // namespace isotherm::engine
