#include <hiredis/hiredis.h>

#include <filesystem>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/client/suite_client.h"
#include "cli/commands/commands.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::cli {
namespace {

enum class Finding { kGood, kNote, kBad };

struct Check {
  std::string what;
  Finding finding = Finding::kGood;
  std::string detail;
  std::string advice;  // what to do; empty when good
};

Check CheckServer(Service service, SuiteClient& client) {
  Check check{absl::StrCat(ServiceName(service), " service"), Finding::kGood, "serving", ""};
  const absl::Status status = client.CheckServing(service);
  if (status.ok()) return check;
  check.finding = Finding::kBad;
  check.detail = std::string(status.message().data(), status.message().size());
  // A server that is not there at all is told with its advice already.
  if (check.detail.find("not ready") != std::string::npos) {
    check.advice = "read its log: its store cannot be opened, or a service that it follows is away";
  }
  return check;
}

Check CheckActors(SuiteClient& client) {
  profile::v1::ListActorsRequest request;
  request.set_page_size(1);
  const auto response = client.ListActors(request);
  if (!response.ok()) {
    return {"actors", Finding::kBad, std::string(response.status().message()),
            "the profile store cannot be read; check its disk and rights"};
  }
  if (response->total_size() == 0) {
    return {"actors", Finding::kBad, "none", "load the atlas: isotherm import data/atlas"};
  }
  return {"actors", Finding::kGood, absl::StrCat(response->total_size(), " known"), ""};
}

// A text that any model must find readable.
Check CheckAnalysis(SuiteClient& client) {
  factor::v1::AnalyzeDocumentRequest request;
  request.mutable_document()->set_date("2024-07-05");
  request.mutable_document()->set_content(
      "Keir Starmer won a landslide in the general election. His party holds a majority of 174.");
  const auto response = client.AnalyzeDocument(request);
  if (!response.ok()) {
    return {"analysis", Finding::kBad, std::string(response.status().message()),
            "check --data-dir of the factor analysis service: it needs data/lexicons and models"};
  }
  return {"analysis", Finding::kGood,
          absl::StrCat(response->document().analyzer(), ", ",
                       brief::Count(response->factors_size(), "factor"), " in the probe"),
          ""};
}

Check CheckReadings(SuiteClient& client) {
  scoring::v1::ListHeatRequest request;
  request.set_page_size(1);
  const auto response = client.ListHeat(request);
  if (!response.ok()) {
    return {"readings", Finding::kBad, std::string(response.status().message()),
            "the scoring store cannot be read; check its disk and rights"};
  }
  if (response->readings().empty()) {
    return {"readings", Finding::kNote, "none yet", "give it something to read: isotherm ingest"};
  }
  const scoring::v1::HeatReading& reading = response->readings(0);
  if (reading.cache_bypassed()) {
    return {"readings", Finding::kNote,
            absl::StrCat("served without the cache, model ", reading.model()),
            "Redis is away; readings stay right, start it again for speed"};
  }
  return {"readings", Finding::kGood, absl::StrCat("served, model ", reading.model()), ""};
}

Check CheckFiles(const std::string& data_dir) {
  namespace fs = std::filesystem;
  std::error_code error;
  for (const char* part : {"models", "data/lexicons", "data/atlas"}) {
    if (!fs::is_directory(fs::path(data_dir) / part, error)) {
      return {"data files", Finding::kBad, absl::StrCat(data_dir, "/", part, " is missing"),
              "run from the source tree's root or give --data-dir"};
    }
  }
  return {"data files", Finding::kGood, absl::StrCat("models, lexicons and atlas in ", data_dir),
          ""};
}

Check CheckRedis(const std::string& address) {
  Check check{"redis", Finding::kBad, address, "start redis-server there, or correct --redis"};
  const std::size_t colon = address.rfind(':');
  int port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(address.substr(colon + 1), &port)) {
    check.detail = absl::StrCat("\"", address, "\" is no host:port");
    return check;
  }
  const timeval timeout = {2, 0};
  const std::unique_ptr<redisContext, void (*)(redisContext*)> redis(
      redisConnectWithTimeout(address.substr(0, colon).c_str(), port, timeout), redisFree);
  if (redis == nullptr || redis->err != 0) {
    check.detail = absl::StrCat(address, ": ", redis == nullptr ? "no memory" : redis->errstr);
    return check;
  }
  redisSetTimeout(redis.get(), timeout);
  const std::unique_ptr<redisReply, void (*)(void*)> reply(
      static_cast<redisReply*>(redisCommand(redis.get(), "ZCARD isotherm:rank")), freeReplyObject);
  if (reply == nullptr || reply->type != REDIS_REPLY_INTEGER) {
    check.detail = absl::StrCat(
        address, ": ", reply != nullptr && reply->str != nullptr ? reply->str : "no answer");
    return check;
  }
  return {"redis", Finding::kGood,
          absl::StrCat(address, " holds ", reply->integer, " leaders in isotherm:rank"), ""};
}

const char* Word(Finding finding) {
  switch (finding) {
    case Finding::kGood:
      return "ok";
    case Finding::kNote:
      return "note";
    case Finding::kBad:
      return "BAD";
  }
  return "";
}

}  // namespace

Result RunDoctor(const DoctorOptions& options, Context& context) {
  SuiteClient& client = context.client();
  // Who is not ready in time is told below, with what to do.
  if (options.wait_seconds > 0) {
    client.WaitUntilServing(absl::Seconds(options.wait_seconds)).IgnoreError();
  }
  std::vector<Check> checks;
  bool servers = true;
  for (const Service service : {Service::kProfile, Service::kFactor, Service::kScoring}) {
    checks.push_back(CheckServer(service, client));
    const bool good = checks.back().finding == Finding::kGood;
    servers = servers && good;
    if (!good) continue;
    if (service == Service::kProfile) checks.push_back(CheckActors(client));
    if (service == Service::kFactor) checks.push_back(CheckAnalysis(client));
    if (service == Service::kScoring) checks.push_back(CheckReadings(client));
  }
  checks.push_back(CheckFiles(options.data_dir));
  if (!options.redis.empty()) checks.push_back(CheckRedis(options.redis));

  Json json = Json::array();
  std::string text;
  bool good = true;
  for (const Check& check : checks) {
    good = good && check.finding != Finding::kBad;
    json.push_back({{"check", check.what},
                    {"ok", check.finding != Finding::kBad},
                    {"detail", check.detail},
                    {"advice", check.advice}});
    absl::StrAppend(&text, Word(check.finding),
                    std::string(6 - std::string(Word(check.finding)).size(), ' '), check.what, ": ",
                    check.detail, "\n");
    if (!check.advice.empty()) absl::StrAppend(&text, "      -> ", check.advice, "\n");
  }
  context.out.Write(context.json ? Pretty(json) : text);
  if (good) return ExitCode::kOk;
  return servers ? ExitCode::kSomeFailed : ExitCode::kUnreachable;
}

}  // namespace isotherm::cli
