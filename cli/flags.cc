#include "cli/flags.h"

#include <CLI/CLI.hpp>

namespace isotherm::cli {
namespace {

template <typename Options>
CLI::App* AddCommand(CLI::App& app, CommandLine& line, const char* name, const char* description,
                     Options& options, Result (*run)(const Options&, Context&)) {
  CLI::App* command = app.add_subcommand(name, description);
  // Global options may stand after the command too.
  command->fallthrough();
  command->callback([&line, &options, run] {
    line.run = [&options, run](Context& context) { return run(options, context); };
  });
  return command;
}

void AddDocumentDefaults(CLI::App* command, DocumentDefaults& defaults) {
  const char* group = "For documents that do not say it themselves";
  command->add_option("--title", defaults.title, "Headline")->group(group);
  command->add_option("--date", defaults.date, "The day the text speaks at, 2023-10-02")
      ->group(group);
  command->add_option("--publisher", defaults.publisher, "Source")->group(group);
  command->add_option("--uri", defaults.uri, "Where it stands")->group(group);
  command->add_option("--leader", defaults.leader, "Whom it is about: leaders/ID or a full name")
      ->group(group);
  command->add_option("--country", defaults.country, "ISO 3166-1 alpha-3 of the leader")
      ->group(group);
  command->add_option("--role", defaults.role, "Office of the leader at the date")->group(group);
}

void AddReadOptions(CLI::App* command, std::string& as_of, std::string& token) {
  command->add_option("--as-of", as_of, "Compute for the end of this day, 2023-10-02");
  command->add_option("--token", token,
                      "Consistency token of an ingest or retract that the answer must include");
}

void AddReadCommands(CLI::App& app, CommandLine& line) {
  CLI::App* heat = AddCommand(app, line, "heat", "Show how leaders stand", line.heat, RunHeat);
  heat->add_option("leader", line.heat.leaders, "leaders/ID, ID or a name")->required();
  AddReadOptions(heat, line.heat.as_of, line.heat.token);

  CLI::App* explain = AddCommand(app, line, "explain", "Take a reading apart, factor by factor",
                                 line.explain, RunExplain);
  explain->add_option("leader", line.explain.leader, "leaders/ID, ID or a name")->required();
  AddReadOptions(explain, line.explain.as_of, line.explain.token);

  CLI::App* brief =
      AddCommand(app, line, "brief", "Write a reading out as four questions", line.brief, RunBrief);
  brief->add_option("leader", line.brief.leader, "leaders/ID, ID or a name")->required();
  brief->add_option("--format", line.brief.format, "text, markdown or json")
      ->check(CLI::IsMember({"text", "markdown", "json"}))
      ->capture_default_str();
  AddReadOptions(brief, line.brief.as_of, line.brief.token);

  CLI::App* rank = AddCommand(app, line, "rank", "List leaders by score", line.rank, RunRank);
  rank->add_option("--limit", line.rank.limit, "At most this many, up to 1000")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  rank->add_flag("--coldest", line.rank.coldest, "Lowest score first");

  CLI::App* history = AddCommand(app, line, "history", "List a leader's earlier readings",
                                 line.history, RunHistory);
  history->add_option("leader", line.history.leader, "leaders/ID, ID or a name")->required();
  history->add_option("--limit", line.history.limit, "At most this many")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();

  CLI::App* watch = AddCommand(app, line, "watch", "Follow readings live", line.watch, RunWatch);
  watch->add_option("leader", line.watch.leaders, "leaders/ID, ID or a name; none = all");
  watch->add_option("--resume-token", line.watch.resume_token, "Go on after this token");
  watch->add_flag("--every-revision", line.watch.every_revision,
                  "Show each revision, not only the latest of each leader");
  watch->add_option("--seconds", line.watch.seconds, "Stop after so long; 0 = never");
  watch->add_option("--count", line.watch.count, "Stop after so many changes; 0 = never");
}

void AddWriteCommands(CLI::App& app, CommandLine& line) {
  CLI::App* analyze = AddCommand(app, line, "analyze", "Analyse a document and store nothing",
                                 line.analyze, RunAnalyze);
  analyze->add_option("file", line.analyze.path, "Markdown, text or HTML; - = standard input")
      ->required();
  analyze->add_flag("--events", line.analyze.events, "Show events too");
  AddDocumentDefaults(analyze, line.analyze.defaults);

  CLI::App* ingest =
      AddCommand(app, line, "ingest", "Analyse and store documents", line.ingest, RunIngest);
  ingest
      ->add_option("path", line.ingest.paths,
                   "Files (.md, .txt, .html with front matter; .jsonl) or folders of them")
      ->required();
  ingest->add_flag("--wait", line.ingest.wait, "Return when the readings include all of it");
  ingest->add_flag("--quiet", line.ingest.quiet, "Tell failures and the summary only");
  AddDocumentDefaults(ingest, line.ingest.defaults);

  CLI::App* import = AddCommand(app, line, "import", "Create or replace actors from atlas files",
                                line.import, RunImport);
  import->add_option("path", line.import.paths, "Atlas files (.jsonl) or folders of them")
      ->required();

  CLI::App* retract =
      AddCommand(app, line, "retract", "Take documents or factors back", line.retract, RunRetract);
  retract->add_option("name", line.retract.names, "documents/ID or leaders/ID/factors/ID")
      ->required();
  retract->add_option("--reason", line.retract.reason, "Why; kept with the retraction")->required();
}

void AddDataDir(CLI::App* command, std::string& data_dir) {
  command->add_option("--data-dir", data_dir, "Folder that holds data/ and models/")
      ->envname("ISOTHERM_DATA_DIR")
      ->capture_default_str();
}

void AddEngineCommands(CLI::App& app, CommandLine& line) {
  CLI::App* eval = AddCommand(app, line, "eval", "Judge the engine on a labelled file (no server)",
                              line.eval, RunEval);
  eval->add_option("kind", line.eval.kind, "calls, dossiers, clauses, events or stance")
      ->required()
      ->check(CLI::IsMember({"calls", "dossiers", "clauses", "events", "stance"}));
  eval->add_option("file", line.eval.path, "JSON Lines in the format of that corpus")->required();
  eval->add_flag("--given-actors", line.eval.given_actors,
                 "events: source and target are given, only the type is asked for");
  eval->add_option("--errors", line.eval.errors,
                   "Write what was judged wrongly to this file, one JSON object a line");
  AddDataDir(eval, line.eval.data_dir);

  CLI::App* train = AddCommand(
      app, line, "train", "Fit the models from data/train; the same input gives the same bytes",
      line.train, RunTrain);
  AddDataDir(train, line.train.data_dir);
  train
      ->add_option("--stance", line.train.stance,
                   "NewsMTSC JSONL, which is not shipped; without it the stance model is weaker")
      ->envname("ISOTHERM_STANCE_CORPUS");
  train->add_option("--date", line.train.date, "Date of the corpora, for the provenance")
      ->capture_default_str();
  train->add_option("--output", line.train.output, "Folder for the models; default: models/");
  train->add_option("--hold-out", line.train.hold_out,
                    "Leave the fifth that is held out, by leader, out of the training and write it "
                    "to this folder, for eval");
}

void AddUp(CLI::App& app, CommandLine& line) {
  CLI::App* up =
      AddCommand(app, line, "up", "Run the whole suite in this process until SIGTERM or Ctrl-C",
                 line.up, RunUp);
  up->callback([&line] {
    line.starts_servers = true;
    line.run = [&line](Context& context) {
      // Known now: environment variables are read after the command's own options.
      line.up.target_file = line.target_file;
      return RunUp(line.up, context);
    };
  });
  up->add_option("--store-dir", line.up.store_dir, "Folder of the SQLite files; made when missing")
      ->envname("ISOTHERM_STORE_DIR")
      ->capture_default_str();
  AddDataDir(up, line.up.data_dir);
  up->add_option("--host", line.up.host, "Address to listen on")->capture_default_str();
  const auto port = CLI::Range(0, 65535);
  up->add_option("--profile-port", line.up.profile_port, "0 = a free one")
      ->check(port)
      ->capture_default_str();
  up->add_option("--factor-port", line.up.factor_port, "0 = a free one")
      ->check(port)
      ->capture_default_str();
  up->add_option("--scoring-port", line.up.scoring_port, "0 = a free one")
      ->check(port)
      ->capture_default_str();
  up->add_flag("--free-ports", line.up.free_ports, "Take three free ports; they are printed");
  up->add_flag("!--no-atlas", line.up.atlas, "Do not import data/atlas");
  up->add_option("--redis", line.up.redis, "host:port; empty = cache in the process")
      ->envname("ISOTHERM_REDIS");
  up->add_option("--as-of", line.up.as_of,
                 "now, or latest-evidence: each reading holds for its newest evidence")
      ->check(CLI::IsMember({"now", "latest-evidence"}))
      ->capture_default_str();
  up->add_option("--log-level", line.up.log_level, "trace, debug, info, warn, error or off")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}))
      ->envname("ISOTHERM_LOG_LEVEL")
      ->capture_default_str();
}

void AddServiceCommands(CLI::App& app, CommandLine& line) {
  AddUp(app, line);
  CLI::App* doctor =
      AddCommand(app, line, "doctor", "Check servers, stores, models and cache, and say what to do",
                 line.doctor, RunDoctor);
  AddDataDir(doctor, line.doctor.data_dir);
  doctor->add_option("--wait", line.doctor.wait_seconds,
                     "Seconds to wait for the servers to become ready");
  doctor->add_option("--redis", line.doctor.redis, "host:port; empty = not checked")
      ->envname("ISOTHERM_REDIS");
}

}  // namespace

void AddCommands(CLI::App& app, CommandLine& line) {
  app.require_subcommand(1);
  app.add_option("--profile", line.targets.profile, "Address of the profile service")
      ->envname("ISOTHERM_PROFILE")
      ->capture_default_str();
  app.add_option("--factor", line.targets.factor, "Address of the factor analysis service")
      ->envname("ISOTHERM_FACTOR")
      ->capture_default_str();
  app.add_option("--scoring", line.targets.scoring, "Address of the scoring service")
      ->envname("ISOTHERM_SCORING")
      ->capture_default_str();
  app.add_option("--target-file", line.target_file,
                 "File with the three addresses: `up` writes it, the others read it")
      ->envname("ISOTHERM_TARGET_FILE");
  app.add_option("--timeout", line.timeout_seconds, "Seconds a call may take")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_flag("--json", line.json, "Answer in JSON: one document, or one a line");
  app.footer(
      "Exit codes: 0 ok, 1 some items failed, 2 usage, 3 not found, 4 a server cannot be reached,\n"
      "5 a server answered with an error.");
  AddServiceCommands(app, line);
  AddWriteCommands(app, line);
  AddReadCommands(app, line);
  AddEngineCommands(app, line);
}

}  // namespace isotherm::cli
