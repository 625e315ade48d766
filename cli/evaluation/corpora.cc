#include "cli/evaluation/corpora.h"

#include <fstream>
#include <functional>
#include <sstream>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "services/common/actors/atlas_reader.h"
#include "services/common/strings/view.h"

namespace isotherm::cli {
namespace {

using Json = nlohmann::json;

absl::Status Bad(std::string_view field, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(AbslView(field), ": ", AbslView(what)));
}

// A string field; null and absence read as "" where `optional`.
absl::Status GetText(const Json& record, const char* field, bool optional, std::string& out) {
  const auto found = record.find(field);
  if (found == record.end() || found->is_null()) {
    return optional ? absl::OkStatus() : Bad(field, "is missing");
  }
  if (!found->is_string()) return Bad(field, "is no string");
  out = found->get<std::string>();
  return absl::OkStatus();
}

template <typename T>
absl::Status GetWord(const Json& record, const char* field, T& out) {
  std::string word;
  if (absl::Status status = GetText(record, field, false, word); !status.ok()) return status;
  const std::optional<T> value = isotherm::Parse<T>(word);
  if (!value) return Bad(field, absl::StrCat("unknown value \"", word, "\""));
  out = *value;
  return absl::OkStatus();
}

absl::Status GetStrings(const Json& record, const char* field, std::vector<std::string>& out) {
  const auto found = record.find(field);
  if (found == record.end() || found->is_null()) return absl::OkStatus();
  if (!found->is_array()) return Bad(field, "is no list");
  for (const Json& item : *found) {
    if (!item.is_string()) return Bad(field, "holds something that is no string");
    out.push_back(item.get<std::string>());
  }
  return absl::OkStatus();
}

absl::Status ReadFactor(const Json& json, GoldFactor& factor) {
  if (!json.is_object()) return Bad("factors", "holds something that is no object");
  absl::Status status = GetWord(json, "role", factor.role);
  if (status.ok()) status = GetWord(json, "domain", factor.domain);
  if (status.ok()) status = GetWord(json, "direction", factor.direction);
  if (status.ok()) status = GetText(json, "statement", true, factor.statement);
  if (status.ok()) status = GetStrings(json, "evidence", factor.evidence);
  factor.strength = json.value("strength", 0);
  return status;
}

absl::Status ReadDossier(const Json& json, Dossier& dossier) {
  absl::Status status = GetText(json, "id", true, dossier.id);
  if (status.ok()) status = GetText(json, "leader", false, dossier.leader);
  if (status.ok()) status = GetText(json, "country", true, dossier.country);
  if (status.ok()) status = GetText(json, "role", true, dossier.role);
  if (status.ok()) status = GetText(json, "text", false, dossier.text);
  if (status.ok()) status = GetWord(json, "level", dossier.level);
  if (status.ok()) status = GetWord(json, "trend", dossier.trend);
  if (status.ok()) status = GetStrings(json, "background", dossier.background);
  std::string date;
  if (status.ok()) status = GetText(json, "date", false, date);
  if (!status.ok()) return status;
  const absl::StatusOr<absl::CivilDay> day = ParseIsoDay(date);
  if (!day.ok()) return Bad("date", StdView(day.status().message()));
  dossier.date = *day;
  const auto factors = json.find("factors");
  if (factors == json.end() || factors->is_null()) return absl::OkStatus();
  if (!factors->is_array()) return Bad("factors", "is no list");
  for (const Json& item : *factors) {
    GoldFactor factor;
    if (status = ReadFactor(item, factor); !status.ok()) return status;
    dossier.factors.push_back(std::move(factor));
  }
  return absl::OkStatus();
}

absl::Status ReadClause(const Json& json, ClauseRecord& clause) {
  absl::Status status = GetText(json, "id", true, clause.id);
  if (status.ok()) status = GetText(json, "text", false, clause.text);
  if (status.ok()) status = GetText(json, "leader", false, clause.leader);
  if (status.ok()) status = GetText(json, "mention", true, clause.mention);
  if (status.ok()) status = GetText(json, "pair", true, clause.pair);
  if (status.ok()) status = GetWord(json, "domain", clause.domain);
  if (status.ok()) status = GetWord(json, "direction", clause.direction);
  if (status.ok() && json.contains("aux")) status = GetWord(json, "aux", clause.aux);
  clause.strength = json.value("strength", 0);
  return status;
}

// Offsets in NewsMTSC count characters, not bytes.
std::size_t ByteOfCharacter(std::string_view text, std::size_t character) {
  std::size_t byte = 0;
  for (; byte < text.size(); ++byte) {
    const bool starts = (static_cast<unsigned char>(text[byte]) & 0xc0) != 0x80;
    if (starts && character-- == 0) break;
  }
  return byte;
}

absl::Status ReadTargets(const Json& json, std::vector<StanceRecord>& records) {
  StanceRecord base;
  absl::Status status = GetText(json, "primary_gid", true, base.id);
  if (status.ok()) status = GetText(json, "sentence_normalized", false, base.text);
  if (!status.ok()) return status;
  // "allsides_1000_401_25_Name_0_6": source and article come first.
  std::size_t cut = base.id.find('_');
  if (cut != std::string::npos) cut = base.id.find('_', cut + 1);
  base.document = base.id.substr(0, cut);
  const auto targets = json.find("targets");
  if (targets == json.end() || !targets->is_array()) return Bad("targets", "is missing");
  for (const Json& target : *targets) {
    StanceRecord record = base;
    if (status = GetText(target, "mention", false, record.mention); !status.ok()) return status;
    if (!target.contains("polarity") || !target["polarity"].is_number()) {
      return Bad("polarity", "is missing");
    }
    const double polarity = target["polarity"].get<double>();
    record.polarity = polarity < 3 ? -1 : polarity > 5 ? 1 : 0;
    record.begin = ByteOfCharacter(record.text, target.value("from", std::size_t{0}));
    record.end = ByteOfCharacter(record.text, target.value("to", std::size_t{0}));
    records.push_back(std::move(record));
  }
  return absl::OkStatus();
}

absl::Status ForEachRecord(std::string_view jsonl,
                           const std::function<absl::Status(const Json&)>& read) {
  int number = 0;
  for (std::size_t begin = 0; begin < jsonl.size();) {
    ++number;
    const std::size_t end = std::min(jsonl.find('\n', begin), jsonl.size());
    const std::string_view line = jsonl.substr(begin, end - begin);
    begin = end + 1;
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    const Json record = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    absl::Status status =
        record.is_object() ? read(record) : absl::InvalidArgumentError("is no JSON object");
    if (!status.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number, ": ", status.message()));
    }
  }
  if (number == 0) return absl::InvalidArgumentError("the file holds no records");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Dossier>> ReadDossiers(std::string_view jsonl) {
  std::vector<Dossier> dossiers;
  const absl::Status status = ForEachRecord(jsonl, [&](const Json& json) {
    dossiers.emplace_back();
    return ReadDossier(json, dossiers.back());
  });
  if (!status.ok()) return status;
  return dossiers;
}

absl::StatusOr<std::vector<ClauseRecord>> ReadClauses(std::string_view jsonl) {
  std::vector<ClauseRecord> clauses;
  const absl::Status status = ForEachRecord(jsonl, [&](const Json& json) {
    clauses.emplace_back();
    return ReadClause(json, clauses.back());
  });
  if (!status.ok()) return status;
  return clauses;
}

absl::StatusOr<std::vector<StanceRecord>> ReadStance(std::string_view jsonl) {
  std::vector<StanceRecord> records;
  const absl::Status status =
      ForEachRecord(jsonl, [&](const Json& json) { return ReadTargets(json, records); });
  if (!status.ok()) return status;
  return records;
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("cannot open ", path));
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

}  // namespace isotherm::cli
