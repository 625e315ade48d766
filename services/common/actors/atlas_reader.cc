#include "services/common/actors/atlas_reader.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "services/common/strings/view.h"

namespace isotherm {
namespace {

using Json = nlohmann::json;

// Reads one JSON object field by field and remembers the first thing that was wrong.
class FieldReader {
 public:
  FieldReader(const Json& object, std::string where) : object_(object), where_(std::move(where)) {}

  std::string String(const char* key) {
    const Json* value = Get(key);
    if (value == nullptr) return {};
    if (!value->is_string()) {
      Fail(absl::StrCat("'", key, "' must be a string"));
      return {};
    }
    return value->get<std::string>();
  }

  std::vector<std::string> Strings(const char* key) {
    std::vector<std::string> out;
    const Json* value = Get(key);
    if (value == nullptr) return out;
    if (!value->is_array()) {
      Fail(absl::StrCat("'", key, "' must be an array of strings"));
      return out;
    }
    for (const Json& item : *value) {
      if (!item.is_string() || item.get_ref<const std::string&>().empty()) {
        Fail(absl::StrCat("'", key, "' must hold non-empty strings"));
        return out;
      }
      out.push_back(item.get<std::string>());
    }
    return out;
  }

  const Json* Array(const char* key) {
    const Json* value = Get(key);
    if (value != nullptr && !value->is_array()) {
      Fail(absl::StrCat("'", key, "' must be an array"));
      return nullptr;
    }
    return value;
  }

  template <typename Enum>
  Enum Word(const char* key, Enum fallback) {
    const std::string text = String(key);
    const std::optional<Enum> value = Parse<Enum>(text);
    if (!value.has_value()) Fail(absl::StrCat("'", key, "' has unknown value '", text, "'"));
    return value.value_or(fallback);
  }

  absl::CivilDay Day(const char* key, absl::CivilDay open) {
    const std::string text = String(key);
    if (text.empty()) return open;
    const auto day = ParseIsoDay(text);
    if (!day.ok())
      Fail(absl::StrCat("'", key, "': ", AbslView(std::string(day.status().message()))));
    return day.ok() ? *day : open;
  }

  void Fail(const std::string& message) {
    if (error_.empty()) error_ = absl::StrCat(where_, message);
  }

  // Checks that no key beyond those read stands in the object.
  std::string Finish() {
    if (error_.empty() && object_.size() != read_.size()) {
      for (const auto& [key, value] : object_.items()) {
        if (std::find(read_.begin(), read_.end(), key) == read_.end()) {
          Fail(absl::StrCat("unknown key '", key, "'"));
        }
      }
    }
    return error_;
  }

 private:
  const Json* Get(const char* key) {
    const auto it = object_.find(key);
    if (it == object_.end()) {
      Fail(absl::StrCat("key '", key, "' is missing"));
      return nullptr;
    }
    if (std::find(read_.begin(), read_.end(), key) == read_.end()) read_.emplace_back(key);
    return &*it;
  }

  const Json& object_;
  const std::string where_;
  std::vector<std::string> read_;
  std::string error_;
};

std::string CheckId(std::string_view id) {
  const bool characters = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (id.empty() || !characters || id.front() == '-' || id.back() == '-' ||
      id.find("--") != std::string_view::npos) {
    return absl::StrCat("'id' must be lower-case letters, digits and single hyphens, got '",
                        AbslView(id), "'");
  }
  return {};
}

std::string ReadOffice(const Json& json, std::size_t index, Office& office) {
  const std::string where = absl::StrCat("offices[", index, "]: ");
  if (!json.is_object()) return absl::StrCat(where, "must be an object");
  FieldReader reader(json, where);
  office.title = reader.String("title");
  office.of = reader.String("of");
  office.rank = reader.Word("rank", OfficeRank::kOther);
  office.start = reader.Day("start", absl::CivilDay::min());
  office.end = reader.Day("end", absl::CivilDay::max());
  if (office.title.empty()) reader.Fail("'title' is empty");
  if (office.end < office.start) reader.Fail("'end' lies before 'start'");
  return reader.Finish();
}

std::string ReadLeader(const Json& json, FieldReader& reader, Actor& actor) {
  actor.gender = reader.Word("gender", Gender::kUnknown);
  const absl::CivilDay born = reader.Day("born", absl::CivilDay::min());
  if (born != absl::CivilDay::min()) actor.born = born;
  actor.short_names = reader.Strings("short_names");
  if (const Json* offices = reader.Array("offices"); offices != nullptr) {
    for (std::size_t i = 0; i < offices->size(); ++i) {
      Office office;
      std::string error = ReadOffice((*offices)[i], i, office);
      if (!error.empty()) return error;
      actor.offices.push_back(std::move(office));
    }
  }
  return {};
}

std::string ReadActor(const Json& json, Actor& actor) {
  FieldReader reader(json, "");
  actor.id = reader.String("id");
  actor.kind = reader.Word("kind", ActorKind::kLeader);
  actor.display_name = reader.String("display_name");
  actor.country_code = reader.String("country_code");
  actor.aliases = reader.Strings("aliases");
  if (const std::string error = CheckId(actor.id); !error.empty()) reader.Fail(error);
  if (actor.display_name.empty()) reader.Fail("'display_name' is empty");
  if (!actor.country_code.empty() && actor.country_code.size() != 3) {
    reader.Fail("'country_code' must be an ISO 3166-1 alpha-3 code or empty");
  }
  if (actor.kind == ActorKind::kLeader) {
    if (std::string error = ReadLeader(json, reader, actor); !error.empty()) return error;
  } else {
    actor.demonyms = reader.Strings("demonyms");
    actor.capital = reader.String("capital");
    actor.metonyms = reader.Strings("metonyms");
  }
  return reader.Finish();
}

// A relation with its subject, until all actors are known.
struct PendingRelation {
  std::string file;
  int line = 0;
  std::string subject;
  Relation relation;
};

std::string ReadRelation(const Json& json, PendingRelation& pending) {
  FieldReader reader(json, "");
  pending.subject = reader.String("subject");
  pending.relation.object = reader.String("object");
  pending.relation.type = reader.Word("type", RelationType::kAlly);
  pending.relation.start = reader.Day("start", absl::CivilDay::min());
  pending.relation.end = reader.Day("end", absl::CivilDay::max());
  pending.relation.note = reader.String("note");
  if (pending.relation.end < pending.relation.start) reader.Fail("'end' lies before 'start'");
  return reader.Finish();
}

class AtlasParser {
 public:
  void Line(const std::string& file, int number, std::string_view text) {
    if (text.find_first_not_of(" \t") == std::string_view::npos) return;
    const Json json = Json::parse(text.begin(), text.end(), nullptr, false);
    if (json.is_discarded() || !json.is_object()) {
      Report(file, number, "no JSON object; one object a line is expected");
      return;
    }
    if (json.contains("subject")) {
      PendingRelation pending{file, number, {}, {}};
      const std::string error = ReadRelation(json, pending);
      if (error.empty()) {
        relations_.push_back(std::move(pending));
      } else {
        Report(file, number, error);
      }
      return;
    }
    Actor actor;
    std::string error = ReadActor(json, actor);
    if (error.empty() && by_id_.contains(actor.id)) {
      error = absl::StrCat("id '", actor.id, "' is taken by an earlier line");
    }
    if (!error.empty()) {
      Report(file, number, error);
      return;
    }
    by_id_.emplace(actor.id, atlas_.actors.size());
    places_.push_back({file, number});
    atlas_.actors.push_back(std::move(actor));
  }

  Atlas Finish() {
    for (std::size_t i = 0; i < atlas_.actors.size(); ++i) DropUnknownOffices(i);
    for (PendingRelation& pending : relations_) {
      const auto subject = by_id_.find(pending.subject);
      if (subject == by_id_.end()) {
        Report(pending.file, pending.line, absl::StrCat("unknown subject '", pending.subject, "'"));
      } else if (!by_id_.contains(pending.relation.object)) {
        Report(pending.file, pending.line,
               absl::StrCat("unknown object '", pending.relation.object, "'"));
      } else {
        atlas_.actors[subject->second].relations.push_back(std::move(pending.relation));
      }
    }
    return std::move(atlas_);
  }

 private:
  void Report(const std::string& file, int line, std::string message) {
    atlas_.errors.push_back({file, line, std::move(message)});
  }

  void DropUnknownOffices(std::size_t index) {
    std::vector<Office>& offices = atlas_.actors[index].offices;
    const auto unknown = [&](const Office& office) {
      if (by_id_.contains(office.of)) return false;
      Report(places_[index].first, places_[index].second,
             absl::StrCat("office '", office.title, "' is of unknown actor '", office.of, "'"));
      return true;
    };
    offices.erase(std::remove_if(offices.begin(), offices.end(), unknown), offices.end());
  }

  Atlas atlas_;
  std::vector<std::pair<std::string, int>> places_;  // by actor
  std::vector<PendingRelation> relations_;
  absl::flat_hash_map<std::string, std::size_t> by_id_;
};

}  // namespace

absl::StatusOr<absl::CivilDay> ParseIsoDay(std::string_view text) {
  const auto bad = [&] {
    return absl::InvalidArgumentError(
        absl::StrCat("'", AbslView(text), "' is no date of the form YYYY-MM-DD"));
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return bad();
  int parts[3] = {0, 0, 0};
  int part = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 4 || i == 7) {
      ++part;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return bad();
    parts[part] = parts[part] * 10 + (text[i] - '0');
  }
  const absl::CivilDay day(parts[0], parts[1], parts[2]);
  // A civil day normalises 30 February into March; such a day does not exist.
  if (day.year() != parts[0] || day.month() != parts[1] || day.day() != parts[2]) return bad();
  return day;
}

Atlas ParseAtlas(absl::Span<const AtlasFile> files) {
  AtlasParser parser;
  for (const AtlasFile& file : files) {
    std::string_view rest = file.content;
    if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
    for (int line = 1; !rest.empty(); ++line) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      std::string_view text = rest.substr(0, end);
      if (text.ends_with('\r')) text.remove_suffix(1);
      parser.Line(file.name, line, text);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return parser.Finish();
}

absl::StatusOr<Atlas> ReadAtlasFolder(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<fs::path> paths;
  fs::recursive_directory_iterator it(folder, error);
  for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (it->path().extension() == ".jsonl") paths.push_back(it->path());
  }
  if (error) {
    return absl::NotFoundError(
        absl::StrCat("cannot list the atlas folder '", folder, "': ", error.message()));
  }
  if (paths.empty()) {
    return absl::NotFoundError(absl::StrCat("no *.jsonl files in the atlas folder '", folder, "'"));
  }
  std::sort(paths.begin(), paths.end());
  std::vector<AtlasFile> files;
  for (const fs::path& path : paths) {
    std::ifstream stream(path, std::ios::binary);
    AtlasFile file;
    file.name = path.lexically_relative(folder).generic_string();
    file.content.assign(std::istreambuf_iterator<char>(stream), {});
    if (!stream.good() && !stream.eof()) {
      return absl::InternalError(absl::StrCat("cannot read '", path.string(), "'"));
    }
    files.push_back(std::move(file));
  }
  return ParseAtlas(files);
}

std::string ToString(const AtlasError& error) {
  return absl::StrCat(error.file, ":", error.line, ": ", error.message);
}

}  // namespace isotherm
