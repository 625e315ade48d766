// What goes into the factor engine and what comes out of it.
//
// Purpose: plain values without transport or storage. Offsets are bytes into `Analysis::text`, the
// cleaned text; every `Evidence::quote` equals text.substr(begin, end - begin), always.
// Ownership: all types own their strings and may be copied and moved between threads freely.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/common/ontology/ontology.h"

namespace isotherm::engine {

// A leader the caller asks about. Everything but `display_name` may be empty; the engine then takes
// from the actor directory what it knows at the document's date.
struct FocusLeader {
  std::string leader_id;     // "ilham-aliyev"; empty = a slug of the display name
  std::string display_name;  // "Ilham Aliyev"
  std::string country_code;  // ISO 3166-1 alpha-3, "AZE"
  std::string role;          // "President", "Leader of the Opposition"
};

enum class ContentFormat : std::uint8_t { kDetect, kPlain, kMarkdown, kHtml };

struct DocumentInput {
  std::string title;
  std::string content;  // as received: plain text, Markdown or HTML; invalid UTF-8 is repaired
  ContentFormat format = ContentFormat::kDetect;
  absl::CivilDay date;               // the day the text speaks at
  std::string publisher;             // the source; independence of evidence is judged by it
  std::vector<FocusLeader> focuses;  // empty = the leaders that the text is about are found
  bool focuses_only = false;         // true = factors for `focuses` alone, not for other sides
};

struct Evidence {
  std::size_t begin = 0;  // byte offset into Analysis::text
  std::size_t end = 0;    // one past the last byte
  std::string quote;
};

// A place where the text names somebody.
struct Mention {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string actor_id;     // resolved actor; empty = a person the directory does not know
  std::string surface;      // normalised full name for unknown persons, else the text itself
  double confidence = 0.0;  // 0..1
};

struct Event {
  std::string source_actor_id;  // empty = not in the directory
  std::string source_text;
  std::string target_actor_id;  // empty = none or not in the directory
  std::string target_text;      // empty = no target
  EventType type = EventType::kConsult;
  std::string mode;  // PLOVER mode in lower case, empty = none
  Aux aux = Aux::kAsserted;
  Voice voice = Voice::kActive;
  Evidence trigger;   // the verb phrase
  Evidence evidence;  // the clause or sentence
  double confidence = 0.0;
};

struct Factor {
  std::string leader_id;  // slug; equals the actor id where the directory knows the leader
  std::string leader_display_name;
  FactorRole role = FactorRole::kStanding;
  Domain domain = Domain::kPublicSupport;
  Direction direction = Direction::kNone;  // kNone only for drivers and implications
  double strength = 0.0;                   // 0..3; 0 for drivers and implications
  double confidence = 0.0;                 // 0..1
  std::string statement;                   // at most 25 words
  std::vector<Evidence> evidence;          // 1..3
  std::string claim_key;    // equal for factors that make the same claim, also across documents
  absl::CivilDay observed;  // when it was true in the world; the document's day unless dated
};

// A leader the document bears on.
struct LeaderStanding {
  FocusLeader leader;
  bool incumbent = false;  // holds an office at the document's date, by directory, role or text
  double salience = 0.0;   // 0..1, share of the text that is about the leader
};

struct Analysis {
  std::string text;               // cleaned, valid UTF-8; all offsets refer to it
  std::string language;           // ISO 639-1, "en"; "und" = cannot be told
  std::string fingerprint;        // near_duplicate/signature.h; empty = no words
  std::vector<Mention> mentions;  // in text order
  std::vector<LeaderStanding> leaders;
  std::vector<Event> events;    // in text order
  std::vector<Factor> factors;  // by leader, then text order
};

}  // namespace isotherm::engine
