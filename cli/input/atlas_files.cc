#include "cli/input/atlas_files.h"

#include <algorithm>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "cli/input/document_files.h"
#include "services/common/actors/atlas_reader.h"

namespace isotherm::cli {
namespace {

namespace fs = std::filesystem;

// The enums of the ontology and of the proto list the same values; the proto begins with
// UNSPECIFIED.
static_assert(profile::v1::ACTOR_KIND_PLACE == static_cast<int>(ActorKind::kPlace) + 1);
static_assert(profile::v1::OFFICE_RANK_OTHER == static_cast<int>(OfficeRank::kOther) + 1);
static_assert(profile::v1::RELATION_TYPE_FAMILY == static_cast<int>(RelationType::kFamily) + 1);
static_assert(profile::v1::GENDER_FEMALE == static_cast<int>(Gender::kFemale));

std::string DayText(absl::CivilDay day) {
  if (day == absl::CivilDay::min() || day == absl::CivilDay::max()) return "";
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

template <typename Strings>
void CopyAll(const Strings& from, google::protobuf::RepeatedPtrField<std::string>* to) {
  for (const std::string& text : from) to->Add()->assign(text);
}

absl::Status CollectFiles(const std::string& path, std::vector<AtlasFile>& files) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    absl::StatusOr<std::string> content = ReadInput(path);
    if (!content.ok()) return content.status();
    files.push_back({path, *std::move(content)});
    return absl::OkStatus();
  }
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path, error)) {
    if (entry.is_regular_file() && entry.path().extension() == ".jsonl") {
      found.push_back(entry.path().string());
    }
  }
  if (found.empty()) {
    return absl::NotFoundError(absl::StrCat(path, " holds no .jsonl file; give an atlas folder"));
  }
  std::sort(found.begin(), found.end());
  for (const std::string& file : found) {
    if (absl::Status status = CollectFiles(file, files); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

profile::v1::Actor ToMessage(const Actor& actor) {
  profile::v1::Actor message;
  message.set_name("actors/" + actor.id);
  message.set_kind(static_cast<profile::v1::ActorKind>(static_cast<int>(actor.kind) + 1));
  message.set_display_name(actor.display_name);
  message.set_country_code(actor.country_code);
  message.set_gender(static_cast<profile::v1::Gender>(static_cast<int>(actor.gender)));
  if (actor.born) message.set_birth_date(DayText(*actor.born));
  CopyAll(actor.aliases, message.mutable_aliases());
  CopyAll(actor.short_names, message.mutable_short_names());
  CopyAll(actor.demonyms, message.mutable_demonyms());
  message.set_capital(actor.capital);
  CopyAll(actor.metonyms, message.mutable_metonyms());
  for (const Office& office : actor.offices) {
    profile::v1::Office& to = *message.add_offices();
    to.set_title(office.title);
    to.set_organisation("actors/" + office.of);
    to.set_rank(static_cast<profile::v1::OfficeRank>(static_cast<int>(office.rank) + 1));
    to.set_start_date(DayText(office.start));
    to.set_end_date(DayText(office.end));
  }
  for (const Relation& relation : actor.relations) {
    profile::v1::Relation& to = *message.add_relations();
    to.set_object("actors/" + relation.object);
    to.set_type(static_cast<profile::v1::RelationType>(static_cast<int>(relation.type) + 1));
    to.set_start_date(DayText(relation.start));
    to.set_end_date(DayText(relation.end));
    to.set_note(relation.note);
  }
  return message;
}

absl::StatusOr<AtlasInput> ReadAtlasPaths(const std::vector<std::string>& paths) {
  std::vector<AtlasFile> files;
  for (const std::string& path : paths) {
    if (absl::Status status = CollectFiles(path, files); !status.ok()) return status;
  }
  const Atlas atlas = ParseAtlas(files);
  AtlasInput input;
  for (const Actor& actor : atlas.actors) input.actors.push_back(ToMessage(actor));
  for (const AtlasError& error : atlas.errors) input.errors.push_back(ToString(error));
  return input;
}

}  // namespace isotherm::cli
