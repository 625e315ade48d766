// Speed of the text and mention steps of the factor engine on news text, one core, beside its
// floor: a bare scan of the same tokens by the same name trie.
//
//   engine_text [--atlas DIR] [--lexicons DIR] [--seconds S] FILE...
//
// FILE: text, Markdown or HTML, or JSON Lines whose objects have a "text". Prints sentences and
// megabytes a second for each step and their ratio to the floor.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nlohmann/json.hpp"
#include "services/common/actors/atlas_reader.h"
#include "services/factor_analysis/engine/mentions/mention_finder.h"
#include "services/factor_analysis/engine/mentions/sub_tokens.h"
#include "services/factor_analysis/engine/text/clean.h"
#include "services/factor_analysis/engine/text/dates.h"
#include "services/factor_analysis/engine/text/fingerprint.h"
#include "services/factor_analysis/engine/text/language.h"
#include "services/factor_analysis/engine/text/numbers.h"

namespace isotherm::engine {
namespace {

struct Options {
  std::string atlas = "data/atlas";
  std::string lexicons = "data/lexicons/en";
  double seconds = 1.0;
  std::vector<std::string> files;
};

std::string ReadFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream.good()) std::fprintf(stderr, "engine_text: cannot read '%s'\n", path.c_str());
  return {std::istreambuf_iterator<char>(stream), {}};
}

Options ParseOptions(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool more = i + 1 < argc;
    if (argument == "--atlas" && more) {
      options.atlas = argv[++i];
    } else if (argument == "--lexicons" && more) {
      options.lexicons = argv[++i];
    } else if (argument == "--seconds" && more) {
      options.seconds = std::strtod(argv[++i], nullptr);
    } else {
      options.files.push_back(argument);
    }
  }
  return options;
}

std::vector<std::string> ReadTexts(const std::vector<std::string>& files) {
  std::vector<std::string> texts;
  for (const std::string& path : files) {
    const std::string bytes = ReadFile(path);
    if (!path.ends_with(".jsonl")) {
      if (!bytes.empty()) texts.push_back(bytes);
      continue;
    }
    std::size_t at = 0;
    while (at < bytes.size()) {
      const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
      const auto json =
          nlohmann::json::parse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                bytes.begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
      if (json.is_object() && json.contains("text")) texts.push_back(json["text"]);
      at = end + 1;
    }
  }
  return texts;
}

struct Corpus {
  std::vector<std::string> texts;
  std::vector<DocumentText> documents;
  std::size_t bytes = 0;
  std::size_t sentences = 0;
  std::size_t tokens = 0;
};

// Runs `pass` over the whole corpus until the time is up; seconds of the fastest pass.
double Fastest(double seconds, const std::function<std::size_t()>& pass, std::size_t& sink) {
  using Clock = std::chrono::steady_clock;
  double best = 1e30;
  const auto start = Clock::now();
  do {
    const auto begin = Clock::now();
    sink += pass();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
  } while (std::chrono::duration<double>(Clock::now() - start).count() < seconds);
  return best;
}

class Bench {
 public:
  Bench(const Corpus& corpus, double seconds) : corpus_(corpus), seconds_(seconds) {}

  double Run(const char* name, const std::function<std::size_t()>& pass) {
    const double took = Fastest(seconds_, pass, sink_);
    const double rate = static_cast<double>(corpus_.sentences) / took;
    if (floor_ == 0.0) floor_ = rate;
    std::printf("%-34s %12.0f sentences/s %8.1f MB/s %8.0f ns/token  %6.3fx floor\n", name, rate,
                static_cast<double>(corpus_.bytes) / took / 1e6,
                took * 1e9 / static_cast<double>(corpus_.tokens), rate / floor_);
    return rate;
  }
  std::size_t sink() const { return sink_; }

 private:
  const Corpus& corpus_;
  const double seconds_;
  double floor_ = 0.0;
  std::size_t sink_ = 0;
};

// The floor: every token probes the trie, nothing else.
std::size_t ScanBare(const DocumentText& text, const NameTrie& names) {
  std::vector<SubToken> subs;
  AppendSubTokens(text.tokens(), subs);
  std::size_t found = 0;
  for (std::size_t i = 0; i < subs.size(); ++i) {
    std::uint32_t node = NameTrie::kRoot;
    for (std::size_t k = i; k < subs.size(); ++k) {
      node = names.Step(node, subs[k].hash);
      if (node == kNone32) break;
      found += names.EntriesAt(node).size();
    }
  }
  return found;
}

template <typename Step>
std::function<std::size_t()> OverDocuments(const Corpus& corpus, Step step) {
  return [&corpus, step] {
    std::size_t sum = 0;
    for (const DocumentText& document : corpus.documents) sum += step(document);
    return sum;
  };
}

int Main(int argc, char** argv) {
  const Options options = ParseOptions(argc, argv);
  auto atlas = ReadAtlasFolder(options.atlas);
  if (!atlas.ok()) {
    std::fprintf(stderr, "engine_text: %s\n", std::string(atlas.status().message()).c_str());
    return 1;
  }
  const std::string folder = options.lexicons + "/";
  const std::string titles = ReadFile(folder + "titles.tsv");
  const std::string given = ReadFile(folder + "given_names.tsv");
  const std::string verbs = ReadFile(folder + "speech_verbs.tsv");
  const std::string words = ReadFile(folder + "name_words.tsv");
  auto lexicon = MentionLexicon::Parse({titles, given, verbs, words});
  if (!lexicon.ok()) {
    std::fprintf(stderr, "engine_text: %s\n", std::string(lexicon.status().message()).c_str());
    return 1;
  }
  const auto begin = std::chrono::steady_clock::now();
  const MentionFinder finder(std::make_shared<ActorDirectory>(std::move(atlas->actors)),
                             std::make_shared<MentionLexicon>(*std::move(lexicon)));
  const std::chrono::duration<double, std::milli> built = std::chrono::steady_clock::now() - begin;

  Corpus corpus;
  corpus.texts = ReadTexts(options.files);
  for (const std::string& text : corpus.texts) {
    corpus.bytes += text.size();
    corpus.documents.push_back(DocumentText::Parse(text));
    corpus.sentences += corpus.documents.back().sentences().size();
    corpus.tokens += corpus.documents.back().tokens().size();
  }
  if (corpus.sentences == 0) {
    std::fprintf(stderr, "engine_text: no text; name files of text or JSON Lines\n");
    return 1;
  }
  std::printf(
      "%zu documents, %zu sentences, %zu tokens, %.1f MB; %zu actors, trie of %zu nodes "
      "built in %.1f ms\n",
      corpus.documents.size(), corpus.sentences, corpus.tokens,
      static_cast<double>(corpus.bytes) / 1e6, finder.directory().actors().size(),
      finder.names().node_count(), built.count());
  const absl::CivilDay day(2023, 10, 2);
  DocumentInput input;
  input.date = day;
  const auto read = [&](const std::string& text) {
    const auto cleaned = CleanContent(text, ContentFormat::kDetect);
    if (!cleaned.ok()) return std::size_t{0};
    const DocumentText document = DocumentText::Parse(cleaned->text);
    return finder.Find(document, input).mentions().size() + DetectLanguage(document).size() +
           Fingerprint(document).size() + FindDates(document, day).size() +
           FindNumbers(document).size();
  };

  Bench bench(corpus, options.seconds);
  bench.Run("floor: bare scan by the trie", OverDocuments(corpus, [&](const DocumentText& d) {
              return ScanBare(d, finder.names());
            }));
  bench.Run("clean", [&] {
    std::size_t sum = 0;
    for (const std::string& text : corpus.texts) {
      sum += CleanContent(text, ContentFormat::kDetect).ok() ? 1 : 0;
    }
    return sum;
  });
  bench.Run("tokens and sentences", [&] {
    std::size_t sum = 0;
    for (const std::string& text : corpus.texts) sum += DocumentText::Parse(text).tokens().size();
    return sum;
  });
  bench.Run("mentions", OverDocuments(corpus, [&](const DocumentText& d) {
              return finder.Find(d, input).mentions().size();
            }));
  bench.Run("language",
            OverDocuments(corpus, [](const DocumentText& d) { return DetectLanguage(d).size(); }));
  bench.Run("fingerprint",
            OverDocuments(corpus, [](const DocumentText& d) { return Fingerprint(d).size(); }));
  bench.Run("dates",
            OverDocuments(corpus, [&](const DocumentText& d) { return FindDates(d, day).size(); }));
  bench.Run("numbers",
            OverDocuments(corpus, [](const DocumentText& d) { return FindNumbers(d).size(); }));
  bench.Run("all of it, from raw text", [&] {
    std::size_t sum = 0;
    for (const std::string& text : corpus.texts) sum += read(text);
    return sum;
  });
  std::printf("(checksum %zu)\n", bench.sink());
  return 0;
}

}  // namespace
}  // namespace isotherm::engine

int main(int argc, char** argv) { return isotherm::engine::Main(argc, argv); }
