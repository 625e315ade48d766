#include "services/factor_analysis/service/events.h"

#include <utility>

#include "services/common/ontology/ontology.h"
#include "services/common/ontology/proto_convert.h"
#include "services/common/status/errors.h"
#include "services/factor_analysis/identity/resource_names.h"
#include "services/factor_analysis/service/lists.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;

const std::vector<ListField>& Fields() {
  static const auto& fields = *new std::vector<ListField>{
      EnumField<EventType>("type", "type", AllValues<EventType>(kEventTypeCount)),
      EnumField<Aux>("aux", "aux", AllValues<Aux>(kAuxCount)),
      TextField("source_actor", "source_actor"),
      TextField("target_actor", "target_actor"),
      DocumentField(),
      StateField()};
  return fields;
}

}  // namespace

absl::Status GetEvent(const Parts& parts, const rpc::Call& call, const pb::GetEventRequest& request,
                      pb::GetEventResponse& response) {
  const auto id = ParseEventName(request.name());
  if (!id.has_value()) {
    return InvalidFields({{"name", "is not a name such as events/01hf3k9c2q"}});
  }
  auto event = parts.store.GetEvent(call.deadline(), std::string(*id));
  if (!event.ok()) return event.status();
  *response.mutable_event() = *std::move(event);
  return absl::OkStatus();
}

absl::Status ListEvents(const Parts& parts, const rpc::Call& call,
                        const pb::ListEventsRequest& request, pb::ListEventsResponse& response) {
  auto list = PrepareList({.method = "ListEvents",
                           .parent = {},
                           .filter = request.filter(),
                           .page_size = request.page_size(),
                           .page_token = request.page_token(),
                           .active_by_default = true},
                          Fields());
  if (!list.ok()) return list.status();
  if (list->impossible) return absl::OkStatus();
  auto page = parts.store.ListEvents(call.deadline(), list->query);
  if (!page.ok()) return page.status();
  for (pb::Event& event : page->items) *response.add_events() = std::move(event);
  response.set_next_page_token(NextPageToken(list->scope, page->next));
  return absl::OkStatus();
}

}  // namespace isotherm::factor_analysis
