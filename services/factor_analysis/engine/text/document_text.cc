#include "services/factor_analysis/engine/text/document_text.h"

#include <utility>

#include "services/factor_analysis/engine/text/segmenter.h"
#include "services/factor_analysis/engine/text/tokenizer.h"

namespace isotherm::engine {

DocumentText DocumentText::Parse(std::string text, std::size_t title_bytes) {
  DocumentText document;
  document.storage_ = std::make_unique<Storage>();
  Storage& storage = *document.storage_;
  storage.text = std::move(text);
  storage.arena = std::make_unique_for_overwrite<char[]>(Tokenizer::ArenaBytes(storage.text));

  std::vector<TokenGap> gaps;
  Tokenizer(storage.text, storage.arena.get()).Run(document.tokens_, gaps);
  Segmenter(document.tokens_, gaps, title_bytes).Run(document.sentences_, document.paragraphs_);
  return document;
}

HyphenParts::HyphenParts(std::string_view lower) {
  while (size + 1 < kMaxParts) {
    const std::size_t hyphen = lower.find('-');
    if (hyphen == std::string_view::npos) break;
    parts[size++] = lower.substr(0, hyphen);
    lower.remove_prefix(hyphen + 1);
  }
  parts[size++] = lower;
}

}  // namespace isotherm::engine
