#include "services/scoring/store/factor_rows.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"

namespace isotherm::scoring {
namespace {

using sql::ColumnType;

std::int64_t Flag(bool value) { return value ? 1 : 0; }

}  // namespace

absl::Status UpsertFactor(sql::WriteTransaction& transaction, std::string_view leader,
                          const factor::v1::Factor& factor, const std::optional<FactorInput>& input,
                          std::int64_t generation) {
  const FactorInput row = input.value_or(FactorInput{});
  return transaction
      .Execute("upsert factor",
               "INSERT INTO factors (name, leader, accepted, claim_key, source, role, domain, "
               "direction, strength, confidence, observed_micros, generation, payload) VALUES "
               "(:name, :leader, :accepted, :claim_key, :source, :role, :domain, :direction, "
               ":strength, :confidence, :observed, :generation, :payload) "
               "ON CONFLICT (name) DO UPDATE SET leader = excluded.leader, "
               "accepted = excluded.accepted, claim_key = excluded.claim_key, "
               "source = excluded.source, role = excluded.role, domain = excluded.domain, "
               "direction = excluded.direction, strength = excluded.strength, "
               "confidence = excluded.confidence, observed_micros = excluded.observed_micros, "
               "generation = excluded.generation, payload = excluded.payload",
               {{"name", factor.name()},
                {"leader", std::string(leader)},
                {"accepted", Flag(input.has_value())},
                {"claim_key", row.claim_key},
                {"source", row.source},
                {"role", std::int64_t{static_cast<int>(row.role)}},
                {"domain", std::int64_t{static_cast<int>(row.domain)}},
                {"direction", std::int64_t{static_cast<int>(row.direction)}},
                {"strength", row.strength},
                {"confidence", row.confidence},
                {"observed", absl::ToUnixMicros(row.observed)},
                {"generation", generation},
                {"payload", sql::Bytes{factor.SerializeAsString()}}})
      .status();
}

absl::Status DeleteFactor(sql::WriteTransaction& transaction, std::string_view name) {
  return transaction
      .Execute("delete factor", "DELETE FROM factors WHERE name = :name",
               {{"name", std::string(name)}})
      .status();
}

absl::StatusOr<std::set<std::string>> SweepFactors(sql::WriteTransaction& transaction,
                                                   std::int64_t generation) {
  std::set<std::string> leaders;
  absl::Status status = transaction.Query(
      "find vanished factors", "SELECT DISTINCT leader FROM factors WHERE generation < :generation",
      {{"generation", generation}}, {ColumnType::kText}, [&leaders](const sql::Row& row) {
        leaders.insert(row.Text(0));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  status =
      transaction
          .Execute("delete vanished factors", "DELETE FROM factors WHERE generation < :generation",
                   {{"generation", generation}})
          .status();
  if (!status.ok()) return status;
  return leaders;
}

absl::StatusOr<std::vector<FactorInput>> LoadInputs(sql::ReadTransaction& transaction,
                                                    std::string_view leader) {
  std::vector<FactorInput> inputs;
  absl::Status status = transaction.Query(
      "load factors of leader",
      "SELECT name, claim_key, source, role, domain, direction, strength, confidence, "
      "observed_micros FROM factors WHERE leader = :leader AND accepted = 1 "
      "ORDER BY observed_micros, name",
      {{"leader", std::string(leader)}},
      {ColumnType::kText, ColumnType::kText, ColumnType::kText, ColumnType::kInt, ColumnType::kInt,
       ColumnType::kInt, ColumnType::kDouble, ColumnType::kDouble, ColumnType::kInt},
      [&inputs](const sql::Row& row) {
        FactorInput input;
        input.id = row.Text(0);
        input.claim_key = row.Text(1);
        input.source = row.Text(2);
        input.role = static_cast<FactorRole>(row.Int(3));
        input.domain = static_cast<Domain>(row.Int(4));
        input.direction = static_cast<Direction>(row.Int(5));
        input.strength = row.Double(6);
        input.confidence = row.Double(7);
        input.observed = absl::FromUnixMicros(row.Int(8));
        inputs.push_back(std::move(input));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return inputs;
}

namespace {

absl::StatusOr<std::vector<factor::v1::Factor>> QueryFactors(sql::ReadTransaction& transaction,
                                                             std::string_view name,
                                                             std::string_view statement,
                                                             std::string_view leader) {
  std::vector<factor::v1::Factor> factors;
  absl::Status status = transaction.Query(
      name, statement, {{"leader", std::string(leader)}}, {ColumnType::kText, ColumnType::kBytes},
      [&factors](const sql::Row& row) -> absl::Status {
        factor::v1::Factor factor;
        if (!factor.ParseFromString(row.Octets(1))) {
          return MakeError(absl::StatusCode::kInternal, common::v1::ERROR_REASON_INTERNAL,
                           absl::StrCat("the stored factor ", row.Text(0), " cannot be decoded"));
        }
        factors.push_back(std::move(factor));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return factors;
}

}  // namespace

absl::StatusOr<std::vector<factor::v1::Factor>> LoadFactors(sql::ReadTransaction& transaction,
                                                            std::string_view leader) {
  return QueryFactors(
      transaction, "load factor messages of leader",
      "SELECT name, payload FROM factors WHERE leader = :leader ORDER BY observed_micros, name",
      leader);
}

absl::StatusOr<std::string> LoadFactorDisplayName(sql::ReadTransaction& transaction,
                                                  std::string_view leader) {
  absl::StatusOr<std::vector<factor::v1::Factor>> newest =
      QueryFactors(transaction, "load newest factor of leader",
                   "SELECT name, payload FROM factors WHERE leader = :leader "
                   "ORDER BY observed_micros DESC, name DESC LIMIT 1",
                   leader);
  if (!newest.ok()) return newest.status();
  return newest->empty() ? std::string() : newest->front().leader_display_name();
}

absl::StatusOr<std::vector<std::string>> ListFactorLeaders(sql::ReadTransaction& transaction,
                                                           std::string_view after_leader,
                                                           int limit) {
  std::vector<std::string> leaders;
  absl::Status status = transaction.Query(
      "list leaders",
      "SELECT DISTINCT leader FROM factors WHERE leader > :after ORDER BY leader LIMIT :limit",
      {{"after", std::string(after_leader)}, {"limit", std::int64_t{limit}}}, {ColumnType::kText},
      [&leaders](const sql::Row& row) {
        leaders.push_back(row.Text(0));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return leaders;
}

}  // namespace isotherm::scoring
